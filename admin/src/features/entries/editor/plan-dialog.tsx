import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleAlert } from 'lucide-react';
import type { Entry } from '@/api/entries';
import { publishPlanQuery, type PlanItem } from '@/api/publish-plan';
import type { Problem } from '@/api/errors';
import { useSchema } from '@/api/models';
import { sentenceOf } from '@/fields/check';
import { EntryLabel } from '@/fields/parts/entry-label';
import { count } from '@/lib/format';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Failure } from '@/ui/failure';
import { Notice } from '@/ui/notice';
import { planSentence } from './plan-sentence';

type RowProps = { item: PlanItem; onJump: (problem: Problem) => void; onLeave: () => void };

/** What is wrong with an entry of the plan, each with the way there. */
function Problems({ item, onJump, onLeave }: RowProps) {
  const look = 'flex w-full items-start gap-2 rounded px-2 py-1 text-left text-xs text-red hover:bg-hover';
  return (
    <ul className="mt-1 -ml-2">
      {item.problems.map((problem) => {
        const text = (
          <>
            <CircleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
            <span>
              {problem.path}: {sentenceOf(problem)}
            </span>
          </>
        );
        return (
          <li key={`${problem.path} ${problem.rule}`}>
            {item.asked ? (
              <button type="button" className={look} onClick={() => onJump(problem)}>
                {text}
              </button>
            ) : (
              <Link to="/content/$model/$id" params={{ model: item.entry.model, id: item.entry.id }} className={look} onClick={onLeave}>
                {text}
              </Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function PlanRow({ steps, ...props }: RowProps & { steps: number }) {
  const { item } = props;
  const model = useSchema().models.find((each) => each.apiId === item.entry.model)?.name;
  return (
    <li className="px-5 py-2.5">
      <div className="flex items-center gap-2">
        {steps > 1 && <span className="w-12 shrink-0 text-xs text-fg-3">Step {item.step}</span>}
        <EntryLabel entry={item.entry} />
        <span className="shrink-0 text-xs text-fg-3">{item.asked ? 'this one' : model}</span>
      </div>
      {item.problems.length > 0 && <Problems {...props} />}
    </li>
  );
}

type Props = { entry: Entry; busy: boolean; onJump: (problem: Problem) => void; onClose: () => void; onPublish: () => void };

/** What goes live with an entry, shown before it does. */
export default function PlanDialog({ entry, busy, onJump, onClose, onPublish }: Props) {
  const query = useQuery(publishPlanQuery(entry.id, entry.version));
  const plan = query.data;
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button variant="primary" disabled={!plan?.possible || plan.items.length === 0} busy={busy} onClick={onPublish}>
        Publish{plan?.possible && plan.items.length > 0 && ` ${count(plan.items.length, 'entry', 'entries')}`}
      </Button>
    </>
  );
  return (
    <Dialog open onOpenChange={onClose} title="Publish with what it refers to" footer={footer}>
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <div className="skeleton m-5 h-24" />}
      {plan && (
        <>
          <Notice kind={plan.possible ? 'info' : 'error'} className="!rounded-none">
            {planSentence(plan)}
          </Notice>
          <ol aria-label="In the order in which they go live" className="divide-y divide-line">
            {plan.items.map((item) => (
              <PlanRow key={item.entry.id} item={item} steps={plan.steps} onJump={onJump} onLeave={onClose} />
            ))}
          </ol>
        </>
      )}
    </Dialog>
  );
}
