import { Button, type ButtonProps } from './button';
import { Tooltip } from './tooltip';

type Props = Omit<ButtonProps, 'aria-label'> & { label: string; keys?: string };

/** A button that shows only an icon; its label is the tooltip and what a screen reader says. */
export function IconButton({ label, keys, variant = 'ghost', children, ...rest }: Props) {
  return (
    <Tooltip label={label} keys={keys}>
      <Button variant={variant} square aria-label={label} {...rest}>
        {children}
      </Button>
    </Tooltip>
  );
}
