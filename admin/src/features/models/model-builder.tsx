import { useMemo, useState } from 'react';
import { Link, useNavigate } from '@tanstack/react-router';
import { ChevronRight, Copy, MoreHorizontal, Trash2 } from 'lucide-react';
import { toast } from 'sonner';
import { useCan } from '@/api/can';
import type { Model, Schema } from '@/api/models';
import { replacedAt } from '@/lib/arrays';
import { copyText } from '@/lib/copy';
import { same } from '@/lib/same';
import { Button } from '@/ui/button';
import { Menu, MenuItem, MenuSeparator } from '@/ui/menu';
import { PageHeader } from '@/ui/page-header';
import { BuildingNotice } from './building-notice';
import { FieldDialog } from './field-dialog';
import { FieldList } from './field-list';
import { IndexList } from './index-list';
import { renamedIn, withoutField } from './indexes';
import { KindPicker } from './kind-picker';
import { fileOf, newField, toJson, withRenamed, type FieldFile } from './model-file';
import { ModelSettings } from './model-settings';
import { PlanDialog } from './plan-dialog';
import type { Proposal } from './use-plan';

/** The field whose settings are open: one of the list, or a new one. */
type Editing = { at: number | null; field: FieldFile };

type HeaderProps = {
  model: Model;
  dirty: boolean;
  mayChange: boolean;
  onReset: () => void;
  onReview: () => void;
  onRemove: () => void;
};

function Header({ model, dirty, mayChange, onReset, onReview, onRemove }: HeaderProps) {
  const breadcrumb = (
    <>
      <Link to="/models" className="shrink-0 rounded px-1 py-0.5 text-sm font-medium text-fg-2 hover:bg-hover hover:text-fg max-sm:hidden">
        Content models
      </Link>
      <ChevronRight className="size-3.5 shrink-0 text-fg-3 max-sm:hidden" aria-hidden />
    </>
  );
  const trigger = (
    <Button variant="ghost" square aria-label="More">
      <MoreHorizontal />
    </Button>
  );
  return (
    <PageHeader title={model.name} note={dirty && 'Not applied'} before={breadcrumb}>
      {mayChange && (
        <>
          {dirty && <Button onClick={onReset}>Discard</Button>}
          <Button variant="primary" disabled={!dirty} onClick={onReview}>
            Review changes
          </Button>
        </>
      )}
      <Menu trigger={trigger}>
        <MenuItem icon={<Copy />} onClick={() => void copyText(JSON.stringify(model.source, null, 2), 'Copied as JSON')}>
          Copy as JSON
        </MenuItem>
        {mayChange && !model.builtin && (
          <>
            <MenuSeparator />
            <MenuItem icon={<Trash2 />} danger onClick={onRemove}>
              Remove the {model.component ? 'component' : 'model'}…
            </MenuItem>
          </>
        )}
      </Menu>
    </PageHeader>
  );
}

/** What removing a model proposes: everything but this one. */
function withoutModel(schema: Schema, model: Model): Proposal {
  const others = [...schema.models, ...schema.components].filter((each) => each.id !== model.id);
  return { models: others.map((each) => each.source), remove: true };
}

/** Changes a model on paper; the server sees it when the changes are reviewed. */
export function ModelBuilder({ model, schema }: { model: Model; schema: Schema }) {
  const navigate = useNavigate();
  const mayChange = useCan('changeModels');
  const [file, setFile] = useState(() => fileOf(model));
  const [picking, setPicking] = useState(false);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [proposal, setProposal] = useState<Proposal | null>(null);
  const dirty = useMemo(() => !same(toJson(file), model.source), [file, model.source]);

  function setFields(fields: FieldFile[]) {
    const gone = file.fields.filter((each) => !fields.includes(each));
    setFile({ ...file, fields, indexes: gone.reduce((left, each) => withoutField(left, each.apiId), file.indexes) });
  }

  function saveField(field: FieldFile) {
    const at = editing?.at ?? null;
    const wasTitle = at !== null && file.fields[at]?.apiId === file.titleField;
    const before = at === null ? field.apiId : (file.fields[at]?.apiId ?? field.apiId);
    const others = withRenamed(file.fields, before, field.apiId);
    const fields = at === null ? [...others, field] : replacedAt(others, at, field);
    const indexes = renamedIn(file.indexes, before, field.apiId);
    setFile({ ...file, fields, indexes, titleField: wasTitle ? field.apiId : file.titleField });
    setEditing(null);
  }

  function onApplied() {
    const removed = proposal?.remove ?? false;
    setProposal(null);
    toast(removed ? `${model.name} is removed` : 'Applied');
    if (removed) void navigate({ to: '/models' });
    else void navigate({ to: '/models/$id', params: { id: file.apiId }, replace: true });
  }

  return (
    <div className="flex h-full flex-col">
      <Header
        model={model}
        dirty={dirty}
        mayChange={mayChange}
        onReset={() => setFile(fileOf(model))}
        onReview={() => setProposal({ models: [toJson(file)], remove: false })}
        onRemove={() => setProposal(withoutModel(schema, model))}
      />
      <div className="min-h-0 flex-1 overflow-auto">
        <div className="mx-auto grid max-w-[1080px] gap-10 px-5 pt-8 pb-20 sm:px-8 lg:grid-cols-[1fr_300px]">
          <div className="flex min-w-0 flex-col gap-10">
            {!model.component && <BuildingNotice model={model} />}
            <FieldList
              fields={file.fields}
              titleField={file.titleField}
              readOnly={!mayChange}
              onChange={setFields}
              onEdit={(at) => setEditing({ at, field: file.fields[at]! })}
              onAdd={() => setPicking(true)}
            />
            {!model.component && (
              <IndexList file={file} readOnly={!mayChange} onChange={(indexes) => setFile({ ...file, indexes })} />
            )}
          </div>
          <ModelSettings
            file={file}
            readOnly={!mayChange || model.builtin}
            onChange={(change) => setFile({ ...file, ...change })}
          />
        </div>
      </div>
      {picking && (
        <KindPicker
          onClose={() => setPicking(false)}
          onPick={(kind) => {
            setPicking(false);
            setEditing({ at: null, field: newField(kind) });
          }}
        />
      )}
      {editing && (
        <FieldDialog
          field={editing.field}
          isNew={editing.at === null}
          inComponent={model.component}
          kinds={model.fields.find((each) => each.id === editing.field.id)?.canBecome ?? []}
          others={file.fields.filter((_, i) => i !== editing.at)}
          onSave={saveField}
          onClose={() => setEditing(null)}
        />
      )}
      {proposal && <PlanDialog proposal={proposal} onClose={() => setProposal(null)} onApplied={onApplied} />}
    </div>
  );
}
