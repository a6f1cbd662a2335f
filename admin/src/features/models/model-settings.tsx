import { Labelled } from '@/ui/labelled';
import { Select } from '@/ui/select';
import { SwitchRow } from '@/ui/switch-row';
import { TextArea } from '@/ui/text-area';
import { TextInput } from '@/ui/text-input';
import { AdvancedSettings } from './advanced-settings';
import type { ModelFile } from './model-file';

const NONE = '';

type Props = { file: ModelFile; readOnly: boolean; onChange: (change: Partial<ModelFile>) => void };

function Names({ file, readOnly, onChange }: Props) {
  const input = (label: string, value: string | undefined, name: 'name' | 'apiId' | 'pluralApiId') => (
    <Labelled label={label}>
      {({ id }) => (
        <TextInput
          id={id}
          readOnly={readOnly}
          spellCheck={name === 'name'}
          value={value ?? ''}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
      )}
    </Labelled>
  );
  return (
    <>
      {input('Name', file.name, 'name')}
      {input('Name in the API', file.apiId, 'apiId')}
      {!file.component && input('Its plural', file.pluralApiId, 'pluralApiId')}
    </>
  );
}

function TitleFieldSelect({ file, readOnly, onChange }: Props) {
  const texts = file.fields.filter((field) => ['TEXT', 'LONG_TEXT', 'SLUG', 'EMAIL'].includes(field.kind) && !field.list);
  const options = [{ value: NONE, label: 'None' }, ...texts.map((field) => ({ value: field.apiId, label: field.name || field.apiId }))];
  return (
    <Labelled label="Title" hint="What entries are called in lists.">
      {({ id, labelId, describedBy }) => (
        <Select
          id={id}
          labelledBy={labelId}
          describedBy={describedBy}
          disabled={readOnly}
          value={file.titleField ?? NONE}
          options={options}
          onChange={(titleField) => onChange({ titleField: titleField || undefined })}
        />
      )}
    </Labelled>
  );
}

/** What a model is, besides its fields. */
export function ModelSettings(props: Props) {
  const { file, readOnly, onChange } = props;
  return (
    <section aria-label="Settings" className="flex flex-col gap-4">
      <Names {...props} />
      <Labelled label="Description" optional>
        {({ id }) => (
          <TextArea
            id={id}
            readOnly={readOnly}
            value={file.description ?? ''}
            onChange={(event) => onChange({ description: event.target.value || undefined })}
          />
        )}
      </Labelled>
      {!file.component && (
        <>
          <TitleFieldSelect {...props} />
          <div>
            <SwitchRow
              label="Only one entry"
              checked={file.singleton ?? false}
              disabled={readOnly}
              onChange={(singleton) => onChange({ singleton })}
            />
            <SwitchRow
              label="Drafts"
              hint="Off: every save is live at once."
              checked={file.drafts ?? true}
              disabled={readOnly}
              onChange={(drafts) => onChange({ drafts })}
            />
            <SwitchRow
              label="Public"
              hint="What is published can be read without a key."
              checked={file.publicRead ?? true}
              disabled={readOnly}
              onChange={(publicRead) => onChange({ publicRead })}
            />
          </div>
          <AdvancedSettings {...props} />
        </>
      )}
    </section>
  );
}
