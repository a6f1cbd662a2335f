import { lazy, Suspense } from 'react';
import type { Model } from '@/api/models';
import { useEditorContext } from './editor-context';
import { hasLocales } from './has-locales';
import { useRevision } from './store/use-store';
import type { SchedulePlanner } from '../schedule/use-schedule-dialog';

const ScheduleDialog = lazy(() => import('../schedule/schedule-dialog'));

/** The dialog in which a moment is chosen, loaded when it is first opened. */
export function ScheduleHost({ model, planner }: { model: Model; planner: SchedulePlanner }) {
  const { store, locales } = useEditorContext();
  useRevision(store);
  const { entry } = store;
  if (!planner.open || !entry) return null;
  return (
    <Suspense fallback={null}>
      <ScheduleDialog
        was={planner.open.was}
        live={entry.status !== 'DRAFT'}
        locales={hasLocales(model, locales.length) ? locales : []}
        drafts={entry.references.filter((reference) => reference.status === 'DRAFT').length}
        busy={planner.busy}
        error={planner.error}
        onClose={planner.close}
        onPlan={planner.confirm}
      />
    </Suspense>
  );
}
