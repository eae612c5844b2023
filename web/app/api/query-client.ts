import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './problem.ts';

/** Answers live in memory only, and a customer's data not for long after its page was left. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      gcTime: 60_000,
      refetchOnWindowFocus: false,
      networkMode: 'always',
      retry: (failures, error) =>
        failures < 1 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

/** The first part of every query key under which customer data, or anything that depends on the purpose, is kept. */
export const CUSTOMER_DATA = 'customer-data';

export function forgetCustomerData(): void {
  queryClient.removeQueries({ queryKey: [CUSTOMER_DATA] });
}
