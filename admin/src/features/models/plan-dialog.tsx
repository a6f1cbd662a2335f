import { useEffect, useState } from 'react';
import { ApiError, messageOf } from '@/api/errors';
import { Button } from '@/ui/button';
import { Checkbox } from '@/ui/checkbox';
import { Dialog } from '@/ui/dialog';
import { Notice } from '@/ui/notice';
import { lossOf, type Change } from './impact';
import { PlanChanges } from './plan-changes';
import { usePlan, type Proposal } from './use-plan';

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

type LossProps = { changes: Change[]; agreed: boolean; onAgree: (agreed: boolean) => void };

/** Says what gets lost, and asks whether that is meant. */
function Loss({ changes, agreed, onAgree }: LossProps) {
  return (
    <Notice kind="warning">
      <p className="font-[550]">{lossOf(changes)}</p>
      <label className="mt-2 flex items-center gap-2 text-fg">
        <Checkbox checked={agreed} onChange={onAgree} label="I know, and mean it" />
        <span aria-hidden>I know, and mean it</span>
      </label>
    </Notice>
  );
}

type Props = { proposal: Proposal; onClose: () => void; onApplied: () => void };

/** Shows what a change of models does before it is done. */
export function PlanDialog({ proposal, onClose, onApplied }: Props) {
  const [agreed, setAgreed] = useState(false);
  const { plan, apply } = usePlan(onApplied);
  const { mutate } = plan;
  useEffect(() => mutate(proposal), [mutate, proposal]);

  const changes = plan.data?.changes ?? [];
  const destructive = plan.data?.destructive ?? false;
  const refused = changes.some((change) => change.refused);
  const error = apply.error ?? plan.error;
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button
        variant={destructive ? 'danger' : 'primary'}
        disabled={changes.length === 0 || refused || (destructive && !agreed)}
        busy={apply.isPending || plan.isPending}
        onClick={() => apply.mutate({ ...proposal, allowDestructive: agreed })}
      >
        {destructive ? 'Apply, and lose these values' : 'Apply'}
      </Button>
    </>
  );
  return (
    <Dialog open onOpenChange={onClose} title="Review the changes" description="Nothing is changed yet." footer={footer} width={600}>
      <div className="flex flex-col gap-3 p-5">
        {plan.isPending && <div className="skeleton h-24 !rounded-md" />}
        {error && <Refusal error={error} />}
        {plan.isSuccess && changes.length === 0 && <p className="text-sm text-fg-2">Nothing would change.</p>}
        {changes.length > 0 && <PlanChanges changes={changes} />}
        {refused && <Notice kind="warning">Some of these changes cannot be made before the entries named are mended.</Notice>}
        {destructive && !refused && <Loss changes={changes} agreed={agreed} onAgree={setAgreed} />}
      </div>
    </Dialog>
  );
}
