import type { ComponentType, LazyExoticComponent } from 'react';
import type { LucideIcon } from 'lucide-react';
import type { EntrySummary } from '@/api/entries';
import type { Field } from '@/api/models';
import type { Json } from '@/lib/json';
import type { RuleName } from './kinds';

/** What an input of a field gets. A value of null is no value. */
export type InputProps = {
  field: Field;
  /** Where the value stands in the entry: title, blocks[2].hero.text. */
  path: string;
  value: Json;
  onChange: (value: Json) => void;
  id: string;
  labelId: string;
  describedBy?: string;
  invalid: boolean;
};

/** What a cell of a table gets; the value is one value, also of a list. */
export type CellProps = { field: Field; value: Json; references: EntrySummary[] };

/** How the operand of a filter is given. */
export type Operand = 'text' | 'number' | 'date' | 'time' | 'moment' | 'choice' | 'truth' | 'entry';

type Component<P> = ComponentType<P> | LazyExoticComponent<ComponentType<P>>;

/** Everything that the admin knows about a kind of field. */
export type FieldUI = {
  /** For people: the name of the kind, and what it is for. */
  label: string;
  hint: string;
  icon: LucideIcon;
  Input: Component<InputProps>;
  /** The input of a list of values, instead of the general one. */
  ListInput?: Component<InputProps>;
  /** Absent for kinds that make no sense in a table. */
  Cell?: ComponentType<CellProps>;
  /** The input brings its own label. */
  labelled?: boolean;
  /** What a new item of a list begins with. */
  initial: Json;
  /** How values are compared in filters; absent when they cannot be filtered by. */
  operand?: Operand;
  sortable?: boolean;
  /** Filters take contains and startsWith. */
  searchable?: boolean;
  /** Can hold different values in different locales, be unique, be a list. */
  rules: RuleName[];
  unique?: boolean;
  listable?: boolean;
  /** Tells what is wrong with one value that is not empty. */
  check?: (value: Json, field: Field) => string | null;
};
