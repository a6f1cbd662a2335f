import { ChevronRight } from 'lucide-react';
import { Labelled } from '@/ui/labelled';
import { TextInput } from '@/ui/text-input';
import type { ModelFile } from './model-file';

const MOST = 16;

type Props = { file: ModelFile; readOnly: boolean; onChange: (change: Partial<ModelFile>) => void };

/** What hardly any model needs, behind a fold. */
export function AdvancedSettings({ file, readOnly, onChange }: Props) {
  const shards = file.shards ?? 1;
  const wrong = !Number.isInteger(shards) || shards < 1 || shards > MOST;
  return (
    <details className="group" open={shards > 1 || undefined}>
      <summary className="flex cursor-default items-center gap-1 rounded text-sm font-[550] text-fg-2 select-none hover:text-fg [&::-webkit-details-marker]:hidden">
        <ChevronRight className="size-4 transition-transform group-open:rotate-90" aria-hidden />
        Advanced
      </summary>
      <div className="pt-3">
        <Labelled
          label="Shards"
          hint="In AWS, each one takes some 500 saves a second; with more of them, lists cost a little more."
          error={wrong ? `A whole number from 1 to ${MOST}.` : null}
        >
          {({ id, describedBy }) => (
            <TextInput
              id={id}
              aria-describedby={describedBy}
              type="number"
              min={1}
              max={MOST}
              readOnly={readOnly}
              invalid={wrong}
              defaultValue={shards}
              onChange={(event) => onChange({ shards: shardsOf(event.target.value) })}
            />
          )}
        </Labelled>
      </div>
    </details>
  );
}

/** One shard is what a model has when its file says nothing. */
function shardsOf(text: string): number | undefined {
  const shards = Number(text || 1);
  return shards === 1 ? undefined : shards;
}
