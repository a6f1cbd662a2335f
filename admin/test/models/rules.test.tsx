import { useState } from 'react';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { Rules } from '@/fields/kinds';
import type { FieldFile } from '@/features/models/model-file';
import { RuleInputs } from '@/features/models/rule-inputs';
import { fittingRules, withKind } from '@/features/models/rules';

type Said = (rules: Rules | undefined) => void;

function Form({ field: initial, onChange }: { field: FieldFile; onChange: Said }) {
  const [field, setField] = useState(initial);
  const change: Said = (validation) => {
    setField({ ...field, validation });
    onChange(validation);
  };
  return <RuleInputs field={field} onChange={change} />;
}

test('a message is written beside its rule, and goes when it is emptied', async () => {
  const user = userEvent.setup();
  const onChange = vi.fn<Said>();
  render(<Form field={{ apiId: 'code', kind: 'TEXT' }} onChange={onChange} />);
  await user.type(screen.getByLabelText('Characters, at least'), '4');
  await user.click(screen.getByRole('button', { name: 'Message of “Characters, at least”' }));
  const message = screen.getByLabelText('What is said when “Characters, at least” is broken');
  await user.type(message, 'Too short.');
  expect(onChange).toHaveBeenLastCalledWith({ minLength: 4, messages: { minLength: 'Too short.' } });
  await user.clear(message);
  expect(onChange).toHaveBeenLastCalledWith({ minLength: 4 });
  await user.clear(screen.getByLabelText('Characters, at least'));
  expect(onChange).toHaveBeenLastCalledWith(undefined);
});

test('what is missing, taken or malformed has messages, too', async () => {
  const user = userEvent.setup();
  const onChange = vi.fn<Said>();
  render(<Form field={{ apiId: 'mail', kind: 'EMAIL', required: true, unique: true }} onChange={onChange} />);
  await user.type(screen.getByLabelText('Message when it is missing'), 'Who?');
  await user.type(screen.getByLabelText('Message when another entry has it'), 'Taken.');
  await user.type(screen.getByLabelText(/^Message when it is no/), 'No.');
  expect(onChange).toHaveBeenLastCalledWith({ messages: { required: 'Who?', unique: 'Taken.', email: 'No.' } });
});

test('dates have an earliest and a latest day', async () => {
  const user = userEvent.setup();
  const onChange = vi.fn<Said>();
  render(<Form field={{ apiId: 'day', kind: 'DATE' }} onChange={onChange} />);
  await user.type(screen.getByLabelText('Earliest'), '2026-01-31');
  expect(onChange).toHaveBeenLastCalledWith({ min: '2026-01-31' });
});

test('rules that a field cannot have any more are left behind', () => {
  const field: FieldFile = {
    apiId: 'tags',
    kind: 'TEXT',
    validation: { maxLength: 5, minItems: 1, message: 'All.', messages: { minItems: 'One!', maxLength: 'Long.', required: 'Who?' } },
  };
  expect(fittingRules(field)).toEqual({ maxLength: 5, message: 'All.', messages: { maxLength: 'Long.' } });
  expect(fittingRules({ ...field, list: true, required: true })).toEqual(field.validation);
  expect(fittingRules({ apiId: 'on', kind: 'BOOLEAN', validation: { maxLength: 5 } })).toBeUndefined();
});

test('a field of another kind leaves behind what does not fit it', () => {
  const slug: FieldFile = {
    id: 'f1', apiId: 'code', kind: 'SLUG', required: true, unique: true, slugFrom: 'title', default: 'a', filterable: false,
    validation: { pattern: 'a', message: 'All.', messages: { pattern: 'No.', slug: 'None.', required: 'Who?' } },
  };
  expect(withKind(slug, 'INTEGER')).toEqual({
    id: 'f1', apiId: 'code', kind: 'INTEGER', required: true, unique: true, filterable: false,
    validation: { message: 'All.', messages: { required: 'Who?' } },
  });
  expect(withKind(slug, 'BOOLEAN').unique).toBeUndefined();
  expect(withKind({ ...slug, validation: undefined }, 'ENUM').enum).toEqual([]);
  expect(withKind({ apiId: 'parts', kind: 'BLOCKS', components: ['hero'] }, 'COMPONENT')).toMatchObject({ list: true, components: ['hero'] });
});
