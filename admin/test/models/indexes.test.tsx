import { useState } from 'react';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { AdvancedSettings } from '@/features/models/advanced-settings';
import { IndexList } from '@/features/models/index-list';
import { partsFor, renamedIn, withoutField } from '@/features/models/indexes';
import type { IndexFile, ModelFile } from '@/features/models/model-file';

const model: ModelFile = {
  apiId: 'post',
  fields: [
    { apiId: 'title', kind: 'TEXT' },
    { apiId: 'body', kind: 'LONG_TEXT' },
    { apiId: 'note', kind: 'TEXT', filterable: false },
    { apiId: 'category', kind: 'REFERENCE', name: 'Category' },
    { apiId: 'extra', kind: 'JSON' },
  ],
};

test('an index is made of what is indexed alone, and of what every entry has', () => {
  expect(partsFor(model).map((part) => part.name)).toEqual([
    'title', 'category', 'createdAt', 'updatedAt', 'publishedAt', 'firstPublishedAt', 'status',
  ]);
});

test('indexes follow a field that is renamed, and go with one that is removed', () => {
  const indexes = [{ fields: ['category', 'publishedAt'] }, { fields: ['title', 'createdAt'] }];
  expect(renamedIn(indexes, 'category', 'topic')?.[0]).toEqual({ fields: ['topic', 'publishedAt'] });
  expect(withoutField(indexes, 'category')).toEqual([{ fields: ['title', 'createdAt'] }]);
  expect(withoutField([indexes[0]!], 'category')).toBeUndefined();
});

type Said = (indexes: IndexFile[] | undefined) => void;

function Form({ indexes, onChange }: { indexes?: IndexFile[]; onChange: Said }) {
  const [file, setFile] = useState<ModelFile>({ ...model, indexes });
  const change: Said = (next) => {
    setFile({ ...file, indexes: next });
    onChange(next);
  };
  return <IndexList file={file} readOnly={false} onChange={change} />;
}

test('an index is put together, changed and removed', async () => {
  const user = userEvent.setup();
  const onChange = vi.fn<Said>();
  render(<Form onChange={onChange} />);
  await user.click(screen.getByRole('button', { name: 'Add an index' }));
  expect(screen.getByRole('button', { name: 'Add' })).toBeDisabled();
  for (const name of ['Category', 'Published']) {
    await user.click(screen.getByRole('combobox', { name: /^Add a field/ }));
    await user.click(await screen.findByRole('option', { name }));
  }
  const chosen = screen.getByRole('list', { name: 'Fields of the index' });
  expect(within(chosen).getAllByRole('listitem').map((item) => item.textContent)).toEqual(['Category', 'Published']);
  await user.click(screen.getByRole('button', { name: 'Add' }));
  expect(onChange).toHaveBeenLastCalledWith([{ fields: ['category', 'publishedAt'] }]);
  await user.click(screen.getByRole('button', { name: 'Remove the index Category, Published' }));
  expect(onChange).toHaveBeenLastCalledWith(undefined);
});

test('a field is taken out of an index, which needs two', async () => {
  const user = userEvent.setup();
  render(<Form indexes={[{ fields: ['category', 'publishedAt'] }]} onChange={vi.fn()} />);
  await user.click(screen.getByRole('button', { name: 'Edit the index Category, Published' }));
  await user.click(screen.getByRole('button', { name: 'Take Published out' }));
  expect(screen.getByRole('button', { name: 'Done' })).toBeDisabled();
});

test('shards are a whole number up to 16, and one of them is no setting', async () => {
  const user = userEvent.setup();
  const onChange = vi.fn();
  function Settings() {
    const [file, setFile] = useState(model);
    return (
      <AdvancedSettings
        file={file}
        readOnly={false}
        onChange={(change) => {
          setFile({ ...file, ...change });
          onChange(change);
        }}
      />
    );
  }
  render(<Settings />);
  await user.click(screen.getByText('Advanced'));
  const shards = screen.getByLabelText('Shards');
  await user.clear(shards);
  await user.type(shards, '17');
  expect(screen.getByText('A whole number from 1 to 16.')).toBeInTheDocument();
  await user.clear(shards);
  await user.type(shards, '4');
  expect(onChange).toHaveBeenLastCalledWith({ shards: 4 });
  await user.clear(shards);
  await user.type(shards, '1');
  expect(onChange).toHaveBeenLastCalledWith({ shards: undefined });
});
