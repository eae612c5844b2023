import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TemplateCode, TemplatesView } from '../../../src/contract/templates.ts';
import { request } from '../../app/api/client.ts';

export type Template = TemplatesView['templates'][number];

export function useTemplates() {
  return useQuery({
    queryKey: ['templates'],
    queryFn: () => request<TemplatesView>('GET', '/templates'),
    retry: false,
  });
}

/** Each office's part of putting a template in force. Much else is read anew after it. */
export function useTemplateStep(step: 'positions' | 'apply', code: TemplateCode) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request<void>('POST', `/templates/${code}/${step}`),
    onSuccess: () => client.invalidateQueries(),
  });
}
