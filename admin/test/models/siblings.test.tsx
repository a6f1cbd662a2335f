import { useState } from 'react';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { withRenamed, type FieldFile } from '@/features/models/model-file';
import { RuleInputs } from '@/features/models/rule-inputs';
import { SiblingInputs } from '@/features/models/sibling-inputs';

test('what is said of a field goes on naming it when it is renamed', () => {
  const fields: FieldFile[] = [
    { apiId: 'slug', kind: 'SLUG', slugFrom: 'kind' },
    { apiId: 'link', kind: 'URL', visibleWhen: `kind == "kind" and kinds != 'kind' or not kind` },
    { apiId: 'other', kind: 'SLUG', slugFrom: 'title' },
  ];
  const renamed = withRenamed(fields, 'kind', 'form');
  expect(renamed.map((field) => field.slugFrom)).toEqual(['form', undefined, 'title']);
  expect(renamed[1]?.visibleWhen).toBe(`form == "kind" and kinds != 'kind' or not form`);
});

test('a condition that cannot be read is pointed out', async () => {
  const user = userEvent.setup();
  function Form() {
    const [field, setField] = useState<FieldFile>({ apiId: 'link', kind: 'URL' });
    return <SiblingInputs field={field} others={[]} onChange={(change) => setField({ ...field, ...change })} />;
  }
  render(<Form />);
  await user.type(screen.getByLabelText('Shown when'), 'kind ==');
  expect(screen.getByText('This cannot be read as a condition.')).toBeInTheDocument();
  await user.type(screen.getByLabelText('Shown when'), ' "A"');
  expect(screen.queryByText('This cannot be read as a condition.')).toBeNull();
});

test('a schema is taken once it is JSON', async () => {
  const user = userEvent.setup();
  const onChange = vi.fn();
  render(<RuleInputs field={{ apiId: 'data', kind: 'JSON' }} onChange={onChange} />);
  await user.type(screen.getByLabelText('JSON Schema'), '{{"type":"object"');
  expect(onChange).not.toHaveBeenCalled();
  await user.type(screen.getByLabelText('JSON Schema'), '}');
  expect(onChange).toHaveBeenLastCalledWith({ schema: { type: 'object' } });
});
