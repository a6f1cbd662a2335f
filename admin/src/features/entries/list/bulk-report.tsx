import { Link } from '@tanstack/react-router';
import { Button } from '@/ui/button';
import { formatNumber } from '@/lib/format';
import { Dialog } from '@/ui/dialog';
import { bulkSummary, type BulkReport as Report } from './use-bulk';

/** Tells which entries refused an action, and why. */
export function BulkReport({ report, model, onClose }: { report: Report; model: string; onClose: () => void }) {
  const footer = <Button onClick={onClose}>Close</Button>;
  return (
    <Dialog open onOpenChange={onClose} title="Not everything worked" description={bulkSummary(report)} footer={footer}>
      <ul className="divide-y divide-line">
        {report.refused.map((refusal) => (
          <li key={refusal.id} className="px-5 py-2.5">
            <Link
              to="/content/$model/$id"
              params={{ model, id: refusal.id }}
              className="text-sm font-medium hover:underline"
            >
              {refusal.title}
            </Link>
            <p className="text-xs text-fg-2">{refusal.message}</p>
          </li>
        ))}
        {(report.more ?? 0) > 0 && (
          <li className="px-5 py-2.5 text-sm text-fg-2">And {formatNumber(report.more ?? 0)} more.</li>
        )}
      </ul>
    </Dialog>
  );
}
