import { clsx, type ClassValue } from 'clsx';

/** Joins class names; what is false or undefined is left out. */
export function cn(...classes: ClassValue[]): string {
  return clsx(classes);
}
