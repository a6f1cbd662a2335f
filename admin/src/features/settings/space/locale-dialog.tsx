import { useState } from 'react';
import { Labelled } from '@/ui/labelled';
import { TextInput } from '@/ui/text-input';
import { FormDialog } from '@/ui/form-dialog';
import { canonicalCode, codeProblem, nameOfCode, type Locale } from './locales';

type Props = { all: Locale[]; onClose: () => void; onAdd: (locale: Locale) => void };

/** Adds a locale to the list, which is saved afterwards. */
export function LocaleDialog({ all, onClose, onAdd }: Props) {
  const [text, setText] = useState('');
  const [ownName, setOwnName] = useState('');
  const [tried, setTried] = useState(false);
  const code = canonicalCode(text);
  const suggested = code ? nameOfCode(code) : '';
  const problem = codeProblem(all, text);
  const add = () => {
    setTried(true);
    if (problem || !code) return;
    onAdd({ code, name: ownName.trim() || suggested || code, fallback: all[0]?.code ?? null });
    onClose();
  };
  return (
    <FormDialog
      title="Add a locale"
      description="It falls back to the default locale until you choose otherwise."
      action="Add"
      busy={false}
      onClose={onClose}
      onSubmit={add}
    >
      <Labelled label="Language tag" hint="Like de, pt-BR or zh-Hant." error={tried ? problem : null}>
        {({ id, describedBy }) => (
          <TextInput
            id={id}
            aria-describedby={describedBy}
            invalid={tried && problem !== null}
            autoFocus
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Labelled>
      <Labelled label="Name" optional hint="What editors see.">
        {({ id, describedBy }) => (
          <TextInput
            id={id}
            aria-describedby={describedBy}
            autoComplete="off"
            placeholder={suggested}
            value={ownName}
            onChange={(event) => setOwnName(event.target.value)}
          />
        )}
      </Labelled>
    </FormDialog>
  );
}
