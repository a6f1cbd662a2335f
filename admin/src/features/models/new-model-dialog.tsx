import { useMemo, useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { apiIdOf, pluralOf } from '@/lib/names';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Labelled } from '@/ui/labelled';
import { SwitchRow } from '@/ui/switch-row';
import { TextInput } from '@/ui/text-input';
import { toJson, type FieldFile, type ModelFile } from './model-file';
import { PlanDialog } from './plan-dialog';

const titleField: FieldFile = { apiId: 'title', name: 'Title', kind: 'TEXT', required: true };
const slugField: FieldFile = { apiId: 'slug', name: 'Slug', kind: 'SLUG', required: true, unique: true };

type Form = { name: string; apiId: string; pluralApiId: string; singleton: boolean; drafts: boolean };

/** A new model begins with a title and an address, a component with a title. */
function fileFor(form: Form, component: boolean): ModelFile {
  const { name, apiId, pluralApiId, singleton, drafts } = form;
  if (component) return { apiId, name, component: true, fields: [{ ...titleField, required: false }] };
  const fields = singleton ? [titleField] : [titleField, slugField];
  return { apiId, pluralApiId, name, titleField: 'title', singleton, drafts, fields };
}

type Props = { component: boolean; onClose: () => void };

export function NewModelDialog({ component, onClose }: Props) {
  const navigate = useNavigate();
  const [form, setForm] = useState<Form>({ name: '', apiId: '', pluralApiId: '', singleton: false, drafts: true });
  const [reviewing, setReviewing] = useState(false);
  const file = useMemo(() => fileFor(form, component), [form, component]);
  const proposal = useMemo(() => ({ models: [toJson(file)], remove: false }), [file]);
  const what = component ? 'component' : 'model';

  function setName(name: string) {
    // the technical names follow until somebody writes their own
    const follows = form.apiId === apiIdOf(form.name);
    const apiId = follows ? apiIdOf(name) : form.apiId;
    const pluralFollows = form.pluralApiId === pluralOf(form.apiId);
    setForm({ ...form, name, apiId, pluralApiId: pluralFollows ? pluralOf(apiId) : form.pluralApiId });
  }

  if (reviewing) {
    return (
      <PlanDialog
        proposal={proposal}
        onClose={() => setReviewing(false)}
        onApplied={() => void navigate({ to: '/models/$id', params: { id: form.apiId } })}
      />
    );
  }
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button variant="primary" disabled={!form.name || !form.apiId} onClick={() => setReviewing(true)}>
        Continue
      </Button>
    </>
  );
  return (
    <Dialog open onOpenChange={onClose} title={`New ${what}`} footer={footer}>
      <div className="flex flex-col gap-4 p-5">
        <Labelled label="Name" hint={component ? 'Like Call to action.' : 'In the singular: Article, Author.'}>
          {({ id }) => <TextInput id={id} autoFocus value={form.name} onChange={(event) => setName(event.target.value)} />}
        </Labelled>
        <div className="grid gap-4 sm:grid-cols-2">
          <Labelled label="Name in the API">
            {({ id }) => (
              <TextInput
                id={id}
                spellCheck={false}
                value={form.apiId}
                onChange={(event) => setForm({ ...form, apiId: event.target.value })}
              />
            )}
          </Labelled>
          {!component && (
            <Labelled label="Its plural">
              {({ id }) => (
                <TextInput
                  id={id}
                  spellCheck={false}
                  value={form.pluralApiId}
                  onChange={(event) => setForm({ ...form, pluralApiId: event.target.value })}
                />
              )}
            </Labelled>
          )}
        </div>
        {!component && (
          <div>
            <SwitchRow
              label="Only one entry"
              hint="For settings, or a front page."
              checked={form.singleton}
              onChange={(singleton) => setForm({ ...form, singleton })}
            />
            <SwitchRow
              label="Drafts"
              hint="Off: every save is live at once."
              checked={form.drafts}
              onChange={(drafts) => setForm({ ...form, drafts })}
            />
          </div>
        )}
      </div>
    </Dialog>
  );
}
