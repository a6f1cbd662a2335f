import type { FieldKind } from '@/api/generated/graphql';
import type { Field, Model } from '@/api/models';

/** A field with the given kind; all else as it is when nobody says otherwise. */
export function aField(apiId: string, kind: FieldKind, change: Partial<Field> = {}): Field {
  return {
    id: `f-${apiId}`,
    apiId,
    name: apiId.charAt(0).toUpperCase() + apiId.slice(1),
    description: null,
    kind,
    required: false,
    list: false,
    localized: false,
    unique: false,
    filterable: true,
    system: false,
    default: null,
    validation: null,
    visibleWhen: null,
    slugFrom: null,
    canBecome: [],
    enum: [],
    models: [],
    onDelete: 'SET_NULL',
    components: [],
    ...change,
  };
}

export function aModel(apiId: string, fields: Field[]): Model {
  return {
    id: `m-${apiId}`,
    apiId,
    pluralApiId: `${apiId}s`,
    name: apiId.charAt(0).toUpperCase() + apiId.slice(1),
    description: null,
    titleField: 'title',
    singleton: false,
    drafts: true,
    publicRead: true,
    previewUrl: null,
    component: false,
    builtin: false,
    source: {},
    fields,
  };
}
