import { asset } from './asset/asset';
import { blocks } from './blocks/blocks';
import { boolean } from './boolean';
import { choice } from './choice';
import { color } from './color';
import { component } from './component/component';
import { date } from './date';
import { datetime } from './datetime';
import { email } from './email';
import type { FieldUI } from './field-ui';
import { float } from './float';
import { integer } from './integer';
import { json } from './json/json';
import type { FieldKind } from './kinds';
import { location } from './location';
import { longText } from './long-text';
import { reference } from './reference/reference';
import { richText } from './rich-text/rich-text';
import { slug } from './slug';
import { text } from './text';
import { time } from './time';
import { url } from './url';

/** Every kind of field that the server knows. A kind without its entry does not compile. */
const kinds = {
  TEXT: text,
  LONG_TEXT: longText,
  RICH_TEXT: richText,
  SLUG: slug,
  EMAIL: email,
  URL: url,
  COLOR: color,
  ENUM: choice,
  INTEGER: integer,
  FLOAT: float,
  BOOLEAN: boolean,
  DATE: date,
  TIME: time,
  DATETIME: datetime,
  JSON: json,
  LOCATION: location,
  ASSET: asset,
  REFERENCE: reference,
  COMPONENT: component,
  BLOCKS: blocks,
} satisfies Record<FieldKind, FieldUI>;

export const fieldKinds: Record<FieldKind, FieldUI> = kinds;
