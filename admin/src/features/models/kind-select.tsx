import type { FieldKind } from '@/fields/kinds';
import { fieldKinds } from '@/fields/registry';
import { Labelled } from '@/ui/labelled';
import { Select } from '@/ui/select';

type Props = { kind: FieldKind; was: FieldKind; kinds: FieldKind[]; onChange: (kind: FieldKind) => void };

/** What a field with values can become: the server converts them. */
export function KindSelect({ kind, was, kinds, onChange }: Props) {
  const options = [was, ...kinds].map((each) => {
    const { label, icon: Icon } = fieldKinds[each];
    return { value: each, label, icon: <Icon aria-hidden /> };
  });
  return (
    <Labelled
      label="Kind"
      hint={kind === was ? undefined : 'Values are converted. The review shows those that cannot be.'}
    >
      {({ id, labelId, describedBy }) => (
        <Select id={id} labelledBy={labelId} describedBy={describedBy} value={kind} options={options} onChange={onChange} />
      )}
    </Labelled>
  );
}
