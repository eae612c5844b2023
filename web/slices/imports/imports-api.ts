import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ImportView, StartImport } from '../../../src/contract/imports.ts';
import { type Method, request } from '../../app/api/client.ts';
import { CUSTOMER_DATA } from '../../app/api/query-client.ts';
import { usePurpose } from '../../app/api/session.ts';
import { saveFile } from '../../app/save-file.ts';

const POLL_MS = 1000;

function useImportKey() {
  const purpose = usePurpose()?.code ?? '';
  return { purpose, key: [CUSTOMER_DATA, purpose, 'imports'] as const };
}

export function useImports(enabled: boolean) {
  const { purpose, key } = useImportKey();
  return useQuery({
    queryKey: [...key, 'list'],
    queryFn: () => request<{ imports: ImportView[] }>('GET', '/imports', { purpose }),
    select: (answer) => answer.imports,
    enabled,
  });
}

/** One import, asked for again every second while it runs. */
export function useImport(id: string) {
  const { purpose, key } = useImportKey();
  return useQuery({
    queryKey: [...key, 'one', id],
    queryFn: () => request<ImportView>('GET', `/imports/${id}`, { purpose }),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? POLL_MS : false),
    enabled: purpose !== '',
  });
}

export function useUpload() {
  const { purpose, key } = useImportKey();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ file, recordType }: { file: File; recordType: string }) => {
      const form = new FormData();
      form.append('file', file);
      return request<ImportView>('POST', `/imports?${new URLSearchParams({ recordType })}`, {
        form,
        purpose,
      });
    },
    onSuccess: (view) => {
      client.setQueryData([...key, 'one', view.id], view);
      void client.invalidateQueries({ queryKey: [...key, 'list'] });
    },
  });
}

type Step =
  | Readonly<{ kind: 'sheet'; sheet: string }>
  | Readonly<{ kind: 'start'; start: StartImport }>
  | Readonly<{ kind: 'pause' | 'resume' }>;

/** Moves an import on; the answer is its new state. */
export function useImportStep(id: string) {
  const { purpose, key } = useImportKey();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: Step) => {
      const [method, body]: [Method, unknown] =
        step.kind === 'sheet'
          ? ['PUT', { sheet: step.sheet }]
          : ['POST', step.kind === 'start' ? step.start : undefined];
      return request<ImportView>(method, `/imports/${id}/${step.kind}`, { body, purpose });
    },
    onSuccess: (view, step) => {
      client.setQueryData([...key, 'one', id], view);
      void client.invalidateQueries({ queryKey: [...key, 'list'] });
      if (step.kind === 'start') {
        void client.invalidateQueries({ predicate: (query) => query.queryKey[2] === 'record-types' });
      }
    },
  });
}

export function useDiscard(id: string) {
  const { purpose, key } = useImportKey();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request<void>('DELETE', `/imports/${id}`, { purpose }),
    onSuccess: () => client.invalidateQueries({ queryKey: [...key, 'list'] }),
  });
}

export function useRejectedDownload(view: ImportView) {
  const { purpose } = useImportKey();
  return useMutation({
    mutationFn: async () => {
      const csv = await request<Blob>('GET', `/imports/${view.id}/rejected`, { purpose, as: 'blob' });
      saveFile(`rejected-${view.id.slice(0, 8)}.csv`, csv);
    },
  });
}
