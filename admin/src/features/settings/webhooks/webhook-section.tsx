import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ArrowLeft, Webhook as WebhookIcon } from 'lucide-react';
import { webhookQuery } from '@/api/webhooks';
import { EmptyState } from '@/ui/empty-state';
import { Loaded } from '../parts/loaded';
import { Deliveries } from './deliveries';
import { WebhookDetails } from './webhook-details';

const route = getRouteApi('/shell/settings/webhooks/$id');

export default function WebhookSection() {
  const { id } = route.useParams();
  const webhook = useQuery(webhookQuery(id));
  return (
    <>
      <Link to="/settings/webhooks" className="mb-4 inline-flex items-center gap-1.5 rounded text-sm font-medium text-fg-2 hover:text-fg">
        <ArrowLeft className="size-4" aria-hidden />
        Webhooks
      </Link>
      <Loaded query={webhook}>
        {(data) =>
          data ? (
            <>
              <WebhookDetails webhook={data} />
              <Deliveries webhook={data} />
            </>
          ) : (
            <EmptyState icon={<WebhookIcon />} title="There is no such webhook">
              It may have been removed.
            </EmptyState>
          )
        }
      </Loaded>
    </>
  );
}
