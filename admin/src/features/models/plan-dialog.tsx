import { useEffect } from 'react';
import { CircleMinus, CirclePlus, Pencil, TriangleAlert } from 'lucide-react';
import { ApiError, messageOf } from '@/api/errors';
import type { PlanPartsFragment } from '@/api/generated/graphql';
import { capitalise } from '@/lib/format';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Notice } from '@/ui/notice';
import { usePlan, type Proposal } from './use-plan';

type Change = PlanPartsFragment['changes'][number];

function ChangeIcon({ change }: { change: Change }) {
  if (change.destructive) return <TriangleAlert className="text-red" aria-hidden />;
  if (change.action === 'create') return <CirclePlus className="text-green" aria-hidden />;
  if (change.action === 'remove') return <CircleMinus className="text-red" aria-hidden />;
  return <Pencil className="text-blue" aria-hidden />;
}

function Changes({ changes }: { changes: Change[] }) {
  return (
    <ul className="divide-y divide-line rounded-md border border-line">
      {changes.map((change, i) => (
        <li key={i} className="flex items-start gap-2.5 px-3 py-2 text-sm [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0">
          <ChangeIcon change={change} />
          <span className="min-w-0 break-words">{capitalise(change.message)}</span>
        </li>
      ))}
    </ul>
  );
}

function Refusal({ error }: { error: unknown }) {
  const problems = error instanceof ApiError ? error.problems : [];
  return (
    <Notice kind="error">
      {problems.length === 0 && messageOf(error)}
      {problems.map((problem) => (
        <p key={`${problem.path} ${problem.rule}`}>
          <code className="text-xs">{problem.path}</code> {problem.message}
        </p>
      ))}
    </Notice>
  );
}

type Props = { proposal: Proposal; onClose: () => void; onApplied: () => void };

/** Shows what a change of models does before it is done. */
export function PlanDialog({ proposal, onClose, onApplied }: Props) {
  const { plan, apply } = usePlan(onApplied);
  const { mutate } = plan;
  useEffect(() => mutate(proposal), [mutate, proposal]);

  const changes = plan.data?.changes ?? [];
  const destructive = plan.data?.destructive ?? false;
  const error = apply.error ?? plan.error;
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button
        variant={destructive ? 'danger' : 'primary'}
        disabled={changes.length === 0}
        busy={apply.isPending || plan.isPending}
        onClick={() => apply.mutate(proposal)}
      >
        {destructive ? 'Apply, and lose these values' : 'Apply'}
      </Button>
    </>
  );
  return (
    <Dialog open onOpenChange={onClose} title="Review the changes" description="Nothing is changed yet." footer={footer} width={560}>
      <div className="flex flex-col gap-3 p-5">
        {plan.isPending && <div className="skeleton h-24 !rounded-md" />}
        {error && <Refusal error={error} />}
        {destructive && (
          <Notice kind="warning">Some of these changes make values unreachable. They cannot be undone.</Notice>
        )}
        {plan.isSuccess && changes.length === 0 && <p className="text-sm text-fg-2">Nothing would change.</p>}
        {changes.length > 0 && <Changes changes={changes} />}
      </div>
    </Dialog>
  );
}
