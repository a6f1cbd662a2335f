import { lazy, Suspense } from 'react';
import type { Model } from '@/api/models';
import { useEditorContext } from './editor-context';
import { slotAt } from './problems';
import type { Slot } from './store/slots';
import { useRevision } from './store/use-store';
import type { EditorActions } from './use-editor-actions';

const PlanDialog = lazy(() => import('./plan-dialog'));

type Props = { model: Model; actions: EditorActions; onJump: (slot: Slot) => void };

/** The dialog with what goes live together, loaded when it is first opened. */
export function PlanHost({ model, actions, onJump }: Props) {
  const { store, locales } = useEditorContext();
  useRevision(store);
  const { plan, lifecycle } = actions;
  const { entry } = store;
  if (!plan.open || !entry) return null;
  return (
    <Suspense fallback={null}>
      <PlanDialog
        entry={entry}
        busy={lifecycle.publish.isPending}
        onClose={plan.close}
        onPublish={() => lifecycle.publish.mutate({ withReferences: true }, { onSuccess: plan.close })}
        onJump={(problem) => {
          plan.close();
          const slot = slotAt(model, problem.path, locales, locales[0] ?? '');
          if (slot) onJump(slot);
        }}
      />
    </Suspense>
  );
}
