import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { OnceDialog } from '@/features/settings/parts/once-dialog';

function show() {
  const onClose = vi.fn();
  render(
    <OnceDialog title="The key" label="API key" value="gk_secret" onClose={onClose}>
      Put it away.
    </OnceDialog>,
  );
  return onClose;
}

test('a secret that was copied can be put away at once', async () => {
  const user = userEvent.setup();
  const onClose = show();
  await user.click(screen.getByRole('button', { name: 'Copy' }));
  expect(await navigator.clipboard.readText()).toBe('gk_secret');
  await user.click(screen.getByRole('button', { name: 'Done' }));
  expect(onClose).toHaveBeenCalledOnce();
});

test('copying by the keyboard counts as well', async () => {
  const user = userEvent.setup();
  const onClose = show();
  fireEvent.copy(screen.getByText('gk_secret'));
  await user.click(screen.getByRole('button', { name: 'Done' }));
  expect(onClose).toHaveBeenCalledOnce();
});

test('closing an uncopied secret asks first, by Escape too', async () => {
  const user = userEvent.setup();
  const onClose = show();
  await user.keyboard('{Escape}');
  expect(onClose).not.toHaveBeenCalled();
  expect(screen.getByRole('alert')).toHaveTextContent('You have not copied it');
  await user.click(screen.getByRole('button', { name: 'Close without copying' }));
  expect(onClose).toHaveBeenCalledOnce();
});

test('copying after the question takes the question back', async () => {
  const user = userEvent.setup();
  show();
  await user.click(screen.getByRole('button', { name: 'Done' }));
  await user.click(screen.getByRole('button', { name: 'Copy' }));
  expect(screen.queryByRole('alert')).toBeNull();
  expect(screen.getByRole('button', { name: 'Done' })).toBeVisible();
});
