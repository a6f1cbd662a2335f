import { useState } from 'react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { schemaQuery, type Field } from '@/api/models';
import { EditingContext, TitlesContext } from '@/fields/editing';
import { FieldControl } from '@/fields/field-control';
import type { Json } from '@/lib/json';
import { TooltipProvider } from '@/ui/tooltip';
import { aField, aModel } from '../samples';

const hero = { ...aModel('hero', [aField('heading', 'TEXT')]), component: true };
const chapter = {
  ...aModel('chapter', [
    aField('name', 'TEXT'),
    aField('anchor', 'SLUG', { slugFrom: 'name' }),
    aField('film', 'URL', { visibleWhen: 'name == "Film"' }),
  ]),
  component: true,
};

type Props = { field: Field; initial: Json; onChange: (value: Json) => void; title?: string; published?: boolean };

/** A field in a form of its own, with the schema that it needs. */
function Form({ field, initial, onChange, title = '', published = false }: Props) {
  const [value, setValue] = useState(initial);
  const [client] = useState(() => {
    const made = new QueryClient();
    made.setQueryData(schemaQuery.queryKey, { models: [], components: [hero, chapter] });
    return made;
  });
  const editing = { locale: 'en', published, readOnly: false, problemAt: () => null };
  const titles = { here: title, byDefault: title };
  const change = (next: Json) => {
    setValue(next);
    onChange(next);
  };
  return (
    <QueryClientProvider client={client}>
      <TooltipProvider>
        <EditingContext.Provider value={editing}>
          <TitlesContext.Provider value={titles}>
            <FieldControl field={field} path={field.apiId} value={value} onChange={change} />
          </TitlesContext.Provider>
        </EditingContext.Provider>
      </TooltipProvider>
    </QueryClientProvider>
  );
}

function show(field: Field, initial: Json, more: Partial<Props> = {}) {
  const onChange = vi.fn<(value: Json) => void>();
  render(<Form field={field} initial={initial} onChange={onChange} {...more} />);
  return { onChange, user: userEvent.setup() };
}

test('an emptied text is no value', async () => {
  const { onChange, user } = show(aField('title', 'TEXT'), 'A');
  await user.clear(screen.getByLabelText('Title'));
  expect(onChange).toHaveBeenLastCalledWith(null);
});

test('tags are added with Enter and taken away with Backspace', async () => {
  const { onChange, user } = show(aField('tags', 'TEXT', { list: true }), ['rail']);
  await user.click(screen.getByLabelText('Tags'));
  await user.keyboard('night bus{Enter}');
  expect(onChange).toHaveBeenLastCalledWith(['rail', 'night bus']);
  await user.keyboard('{Backspace}');
  expect(onChange).toHaveBeenLastCalledWith(['rail']);
});

test('an empty slug follows the title until it is typed by hand', async () => {
  const { onChange, user } = show(aField('slug', 'SLUG'), null, { title: 'Über uns & mehr' });
  expect(onChange).toHaveBeenLastCalledWith('uber-uns-mehr');
  await user.clear(screen.getByLabelText('Slug'));
  await user.type(screen.getByLabelText('Slug'), 'own');
  expect(onChange).toHaveBeenLastCalledWith('own');
});

test('the slug of a published entry stays', () => {
  const { onChange } = show(aField('slug', 'SLUG'), null, { title: 'New title', published: true });
  expect(onChange).not.toHaveBeenCalled();
});

test('half a place is no value', async () => {
  const { onChange, user } = show(aField('place', 'LOCATION'), null);
  await user.type(screen.getByLabelText('Place: latitude'), '52.5');
  expect(onChange).not.toHaveBeenCalled();
  await user.type(screen.getByLabelText('Place: longitude'), '13');
  expect(onChange).toHaveBeenLastCalledWith({ latitude: 52.5, longitude: 13 });
});

test('a list of numbers grows and shrinks', async () => {
  const { onChange, user } = show(aField('sizes', 'INTEGER', { list: true }), [1, 2]);
  await user.click(screen.getByRole('button', { name: 'Add sizes' }));
  expect(onChange).toHaveBeenLastCalledWith([1, 2, 0]);
  await user.click(screen.getByRole('button', { name: 'Remove item 1' }));
  expect(onChange).toHaveBeenLastCalledWith([2, 0]);
});

test('choices keep the order of the field', async () => {
  const values = [{ value: 'A', name: 'Apple' }, { value: 'B', name: 'Bread' }];
  const { onChange, user } = show(aField('kinds', 'ENUM', { list: true, enum: values }), ['B']);
  await user.click(await screen.findByRole('checkbox', { name: 'Apple' }));
  expect(onChange).toHaveBeenLastCalledWith(['A', 'B']);
});

test('a block is added with a key of its own and edited in place', async () => {
  const { onChange, user } = show(aField('sections', 'BLOCKS', { components: ['hero'] }), []);
  await user.click(await screen.findByRole('button', { name: 'Add a block to Sections' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Hero' }));
  await user.type(await screen.findByLabelText('Heading'), 'Hi');
  expect(onChange).toHaveBeenLastCalledWith([{ hero: { heading: 'Hi' }, key: expect.stringMatching(/^[0-9a-f]{12}$/) }]);
});

test('members of a component are shown while their conditions hold, and slugs follow their source', async () => {
  const { onChange, user } = show(aField('part', 'COMPONENT', { components: ['chapter'] }), {}, { title: 'Title' });
  await user.type(await screen.findByLabelText('Name'), 'Film');
  expect(screen.getByLabelText('Film')).toBeInTheDocument();
  expect(onChange).toHaveBeenLastCalledWith({ name: 'Film', anchor: 'film' });
  await user.type(screen.getByLabelText('Name'), 's');
  expect(screen.queryByLabelText('Film')).toBeNull();
});
