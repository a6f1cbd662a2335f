import { partsOf, type Slot } from './store/slots';

/** The id of the input of a slot. */
export function inputId(slot: Slot): string {
  return `input-${partsOf(slot).apiId}`;
}

/** Scrolls to the field of a slot and puts the cursor there, once it is shown. */
export function jumpTo(slot: Slot): void {
  setTimeout(() => {
    const id = inputId(slot);
    document.getElementById(`${id}-row`)?.scrollIntoView({ block: 'center', behavior: 'smooth' });
    document.getElementById(id)?.focus({ preventScroll: true });
  });
}
