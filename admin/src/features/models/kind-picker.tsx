import { useRef } from 'react';
import type { FieldKind } from '@/api/generated/graphql';
import { fieldKinds } from '@/fields/registry';
import { Dialog } from '@/ui/dialog';

type Props = { onPick: (kind: FieldKind) => void; onClose: () => void };

/** The first step of a new field: what it holds. */
export function KindPicker({ onPick, onClose }: Props) {
  const kinds = Object.entries(fieldKinds) as [FieldKind, (typeof fieldKinds)[FieldKind]][];
  const picked = useRef(false);

  function pick(kind: FieldKind) {
    picked.current = true;
    onPick(kind);
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Add a field"
      description="What does it hold?"
      width={760}
      returnsFocus={() => !picked.current}
    >
      <ul className="grid gap-1 p-3 sm:grid-cols-2 md:grid-cols-3">
        {kinds.map(([kind, ui]) => (
          <li key={kind}>
            <button
              type="button"
              onClick={() => pick(kind)}
              className="flex h-full w-full items-start gap-3 rounded-lg p-2.5 text-left hover:bg-hover"
            >
              <span className="grid size-8 shrink-0 place-items-center rounded-md bg-sunken text-fg-2">
                <ui.icon className="size-4" aria-hidden />
              </span>
              <span>
                <span className="block text-sm font-[550]">{ui.label}</span>
                <span className="block text-xs text-fg-2">{ui.hint}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
