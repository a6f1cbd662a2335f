import { useState } from 'react';
import { MapPin } from 'lucide-react';
import { isObject, type Json } from '@/lib/json';
import { TextInput } from '@/ui/text-input';
import { useEditing } from './editing';
import type { CellProps, FieldUI, InputProps } from './field-ui';

type Degrees = { latitude: string; longitude: string };

const limits = { latitude: 90, longitude: 180 };

function degreesOf(value: Json): Degrees {
  if (!isObject(value)) return { latitude: '', longitude: '' };
  return { latitude: String(value.latitude ?? ''), longitude: String(value.longitude ?? '') };
}

function isDegree(text: string, limit: number): boolean {
  return text.trim() !== '' && Math.abs(Number(text)) <= limit;
}

/** Two coordinates. Half a place is no value, so it is kept here until the other half is there. */
function LocationInput({ field, value, onChange, id, describedBy, invalid }: InputProps) {
  const { readOnly } = useEditing();
  const [draft, setDraft] = useState<Degrees | null>(null);
  const shown = draft ?? degreesOf(value);

  function change(part: keyof Degrees, text: string) {
    const next = { ...shown, [part]: text };
    const complete = isDegree(next.latitude, limits.latitude) && isDegree(next.longitude, limits.longitude);
    setDraft(next);
    if (complete) onChange({ latitude: Number(next.latitude), longitude: Number(next.longitude) });
    if (!next.latitude && !next.longitude) onChange(null);
  }

  const input = (part: keyof Degrees, label: string, partId?: string) => (
    <TextInput
      id={partId}
      inputMode="decimal"
      aria-label={`${field.name}: ${label.toLowerCase()}`}
      aria-describedby={describedBy}
      placeholder={label}
      value={shown[part]}
      readOnly={readOnly}
      invalid={invalid || (shown[part] !== '' && !isDegree(shown[part], limits[part]))}
      onChange={(event) => change(part, event.target.value)}
      onBlur={() => draft && !invalid && isDegree(draft.latitude, 90) && isDegree(draft.longitude, 180) && setDraft(null)}
      before={part === 'latitude' && <MapPin className="size-4 shrink-0 text-fg-3" aria-hidden />}
      className="flex-1"
    />
  );
  return (
    <div className="flex gap-2">
      {input('latitude', 'Latitude', id)}
      {input('longitude', 'Longitude')}
    </div>
  );
}

function LocationCell({ value }: CellProps) {
  const { latitude, longitude } = degreesOf(value);
  return <span className="truncate text-fg-2 tabular-nums">{latitude && `${latitude}, ${longitude}`}</span>;
}

export const location: FieldUI = {
  label: 'Place',
  hint: 'Latitude and longitude',
  icon: MapPin,
  Input: LocationInput,
  Cell: LocationCell,
  initial: null,
  listable: true,
  rules: [],
};
