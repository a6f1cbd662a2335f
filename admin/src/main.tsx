import './styles/index.css';
import { StrictMode } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/query-client';
import { Notifications } from './app/notifications';
import { router } from './app/router';
import { TooltipProvider } from './ui/tooltip';

// a new version was deployed and the old files are gone: load the new ones
window.addEventListener('vite:preloadError', () => window.location.reload());

const container = document.getElementById('root');
if (!container) throw new Error('index.html has no element with the id root');

createRoot(container).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <TooltipProvider>
        <RouterProvider router={router} />
        <Notifications />
      </TooltipProvider>
    </QueryClientProvider>
  </StrictMode>,
);
