import { useQuery } from '@tanstack/react-query';
import { useCan } from '@/api/can';
import type { Entry } from '@/api/entries';
import { entryScheduleQuery } from '@/api/schedule';
import { PlannedList } from '../schedule/planned-list';
import type { SchedulePlanner } from '../schedule/use-schedule-dialog';
import { useEditorContext } from './editor-context';
import { Section } from './section';
import { useDonePlans } from './use-done-plans';

/** What is planned for the entry; nothing is shown when nothing is. */
export function PlannedSection({ entry, planner }: { entry: Entry; planner: SchedulePlanner }) {
  const { store } = useEditorContext();
  const planned = useQuery(entryScheduleQuery(entry.id)).data;
  useDonePlans(store, planned);
  const mayPublish = useCan('publish', entry.createdBy.id);
  if (!planned || planned.length === 0) return null;
  return (
    <Section title="Planned">
      <PlannedList planned={planned} editable={mayPublish} onMove={planner.move} onCancel={planner.cancel} />
    </Section>
  );
}
