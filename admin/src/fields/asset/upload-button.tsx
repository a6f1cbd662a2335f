import { useRef, type ReactNode } from 'react';
import { Upload } from 'lucide-react';
import { Button, type ButtonProps } from '@/ui/button';

type Props = Pick<ButtonProps, 'variant' | 'size' | 'id'> & {
  onFiles: (files: File[]) => void;
  accept?: string;
  multiple?: boolean;
  children?: ReactNode;
};

/** A button that asks for files of this device. */
export function UploadButton({ onFiles, accept, multiple = true, children = 'Upload', ...button }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple={multiple}
        accept={accept}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <Button {...button} onClick={() => input.current?.click()}>
        <Upload />
        {children}
      </Button>
    </>
  );
}
