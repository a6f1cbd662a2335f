import { fireEvent, render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { AssetFile } from '@/api/entries';
import { Thumbnail } from '@/fields/parts/thumbnail';

const picture = (thumbnail: string) => ({ fileName: 'boat.png', mimeType: 'image/png', thumbnail }) as AssetFile;

test('a picture that cannot be loaded gives way to an icon, until there is another one', () => {
  const { container, rerender } = render(<Thumbnail asset={picture('https://elsewhere.example/boat.png')} />);
  fireEvent.error(screen.getByRole('presentation'));
  expect(container.querySelector('img')).toBeNull();
  expect(container.querySelector('svg')).not.toBeNull();
  rerender(<Thumbnail asset={picture('https://elsewhere.example/ship.png')} />);
  expect(container.querySelector('img')).not.toBeNull();
});
