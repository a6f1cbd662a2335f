import { Plus, Trash2 } from 'lucide-react';
import { useComponents } from '@/api/models';
import { isObject } from '@/lib/json';
import { Button } from '@/ui/button';
import { useEditing } from '../editing';
import type { InputProps } from '../field-ui';
import { ComponentFields } from './component-fields';

/** A group of fields, which may be absent. */
export default function ComponentInput({ field, path, value, onChange, id, labelId }: InputProps) {
  const { readOnly } = useEditing();
  const [component] = useComponents(field.components);
  if (!component) return <p className="text-sm text-fg-3">Its component does not exist any more.</p>;
  if (!isObject(value)) {
    return (
      <Button id={id} aria-label={`Add ${component.name.toLowerCase()}`} disabled={readOnly} onClick={() => onChange({})}>
        <Plus />
        Add {component.name.toLowerCase()}
      </Button>
    );
  }
  return (
    <div role="group" aria-labelledby={labelId} className="rounded-lg border border-line bg-canvas/50 p-4">
      <ComponentFields component={component} path={path} value={value} onChange={onChange} />
      {!field.list && !readOnly && (
        <Button variant="ghost" size="sm" className="mt-4 -mb-1 -ml-2" onClick={() => onChange(null)}>
          <Trash2 />
          Remove
        </Button>
      )}
    </div>
  );
}
