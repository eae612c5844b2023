import { z } from 'zod';
import { idSchema } from '../../../contract/common.ts';
import {
  appointmentSchema,
  departmentChangeSchema,
  departureSchema,
  endAssignmentSchema,
  newAssignmentSchema,
  newDepartmentSchema,
  newPersonSchema,
  newPositionSchema,
  organisationViewSchema,
  personChangeSchema,
  reorganisationPreviewSchema,
  reorganisationSchema,
  trainingSchema,
  transferSchema,
} from '../../../contract/organisation.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { HttpServices } from '../services.ts';
import { actOf } from '../sign-in.ts';

const params = z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) });
const config = { access: 'session' } as const;
const created = { 201: z.object({ id: idSchema }) };
const done = { 204: z.undefined().describe('Done.') };

/** Departments, positions, people and assignments. Who may is decided, and recorded, by the organisation itself. */
export function organisationRoutes(app: App, services: HttpServices): void {
  const { organisation } = services;

  app.get(
    '/organisation',
    {
      config,
      schema: operation(
        {
          id: 'readOrganisation',
          tag: 'organisation',
          zh: '部门、岗位与员工',
          en: 'Departments, positions and people',
        },
        { response: { 200: organisationViewSchema } },
      ),
    },
    async (request) => organisation.view(actOf(request)),
  );

  app.post(
    '/departments',
    {
      config,
      schema: operation(
        { id: 'createDepartment', tag: 'organisation', zh: '新建部门', en: 'Create a department' },
        { body: newDepartmentSchema, response: created },
      ),
    },
    async (request, reply) => {
      const id = await organisation.createDepartment(actOf(request), request.body);
      return reply.code(201).send({ id });
    },
  );

  app.patch(
    '/departments/:id',
    {
      config,
      schema: operation(
        { id: 'changeDepartment', tag: 'organisation', zh: '修改部门', en: 'Rename or move a department' },
        { params, body: departmentChangeSchema, response: done },
      ),
    },
    async (request, reply) => {
      await organisation.changeDepartment(actOf(request), request.params.id, request.body);
      return reply.code(204).send();
    },
  );

  app.post(
    '/positions',
    {
      config,
      schema: operation(
        { id: 'createPosition', tag: 'organisation', zh: '新建岗位', en: 'Create a position' },
        { body: newPositionSchema, response: done },
      ),
    },
    async (request, reply) => {
      await organisation.createPosition(actOf(request), request.body);
      return reply.code(204).send();
    },
  );

  peopleRoutes(app, services);
  departureRoutes(app, services);
  assignmentRoutes(app, services);
}

function departureRoutes(app: App, { organisation, reorganisation }: HttpServices): void {
  app.post(
    '/trainings',
    {
      config,
      schema: operation(
        {
          id: 'recordTraining',
          tag: 'organisation',
          zh: '登记培训有效期',
          en: 'Note until when the training of people is valid',
          more: {
            zh: '个人信息保护培训（个人信息保护法第五十一条）；要求培训有效的规则随之生效或失效。',
            en: 'Data protection training (PIPL art. 51); rules that ask for valid training follow it.',
          },
        },
        { body: trainingSchema, response: done },
      ),
    },
    async (request, reply) => {
      await organisation.recordTraining(actOf(request), request.body);
      return reply.code(204).send();
    },
  );

  app.post(
    '/departures',
    {
      config,
      schema: operation(
        {
          id: 'endAllAssignments',
          tag: 'organisation',
          zh: '预定离职',
          en: 'End all assignments of a person later',
          more: {
            zh: '到时全部任职同时结束。立即离职请修改员工状态。',
            en: 'All of them end at that instant. To leave at once is a change of the person.',
          },
        },
        { body: departureSchema, response: done },
      ),
    },
    async (request, reply) => {
      const { person, at } = request.body;
      await organisation.endAllAssignments(actOf(request), person, Date.parse(at));
      return reply.code(204).send();
    },
  );

  app.post(
    '/organisation/preview',
    {
      config,
      schema: operation(
        {
          id: 'previewReorganisation',
          tag: 'organisation',
          zh: '预览：组织变动后谁会多看到、少看到',
          en: 'Who would see more, and who less, by a change of the organisation',
        },
        { body: reorganisationSchema, response: { 200: reorganisationPreviewSchema } },
      ),
    },
    async (request) => reorganisation.preview(actOf(request), request.body),
  );
}

function peopleRoutes(app: App, services: HttpServices): void {
  const { organisation } = services;

  app.post(
    '/people',
    {
      config,
      schema: operation(
        { id: 'createPerson', tag: 'organisation', zh: '新建员工', en: 'Create a person' },
        { body: newPersonSchema, response: created },
      ),
    },
    async (request, reply) => {
      const id = await organisation.createPerson(actOf(request), request.body);
      return reply.code(201).send({ id });
    },
  );

  app.patch(
    '/people/:id',
    {
      config,
      schema: operation(
        {
          id: 'changePerson',
          tag: 'organisation',
          zh: '修改员工信息，或办理离职',
          en: 'Change a person, or let them leave',
        },
        { params, body: personChangeSchema, response: done },
      ),
    },
    async (request, reply) => {
      await organisation.changePerson(actOf(request), request.params.id, request.body);
      return reply.code(204).send();
    },
  );

  accountRoutes(app, services);
}

function accountRoutes(app: App, { organisation, identity }: HttpServices): void {
  app.post(
    '/people/:id/password',
    {
      config,
      schema: operation(
        {
          id: 'setTemporaryPassword',
          tag: 'organisation',
          zh: '设置临时密码',
          en: 'Give a person a temporary password',
          more: {
            zh: '只显示这一次；本人登录后须先修改。',
            en: 'Shown this once; it opens nothing but its own change.',
          },
        },
        { params, response: { 200: z.object({ password: z.string() }) } },
      ),
    },
    async (request) => ({ password: await identity.setTemporaryPassword(actOf(request), request.params.id) }),
  );

  app.put(
    '/people/:id/office',
    {
      config,
      schema: operation(
        { id: 'appoint', tag: 'organisation', zh: '任免管理员', en: 'Give or take an office' },
        { params, body: appointmentSchema, response: done },
      ),
    },
    async (request, reply) => {
      await organisation.appoint(actOf(request), request.params.id, request.body.office);
      return reply.code(204).send();
    },
  );
}

function assignmentRoutes(app: App, { organisation }: HttpServices): void {
  app.post(
    '/assignments',
    {
      config,
      schema: operation(
        { id: 'createAssignment', tag: 'organisation', zh: '任职', en: 'Assign a person to a position' },
        { body: newAssignmentSchema, response: created },
      ),
    },
    async (request, reply) => {
      const id = await organisation.assign(actOf(request), request.body);
      return reply.code(201).send({ id });
    },
  );

  app.post(
    '/assignments/:id/end',
    {
      config,
      schema: operation(
        {
          id: 'endAssignment',
          tag: 'organisation',
          zh: '结束任职',
          en: 'End an assignment',
          more: {
            zh: '由此而来的一切权限同时结束。',
            en: 'All authority that came through it ends with it.',
          },
        },
        { params, body: endAssignmentSchema, response: done },
      ),
    },
    async (request, reply) => {
      const { at } = request.body;
      const act = actOf(request);
      if (at === undefined) await organisation.endAssignment(act, request.params.id);
      else await organisation.endAssignment(act, request.params.id, Date.parse(at));
      return reply.code(204).send();
    },
  );

  app.post(
    '/transfers',
    {
      config,
      schema: operation(
        {
          id: 'transfer',
          tag: 'organisation',
          zh: '调岗',
          en: 'Transfer a person',
          more: {
            zh: '旧任职结束与新任职开始在同一时刻。',
            en: 'The old assignment ends as the new one begins.',
          },
        },
        { body: transferSchema, response: created },
      ),
    },
    async (request, reply) => {
      const id = await organisation.transfer(actOf(request), request.body);
      return reply.code(201).send({ id });
    },
  );
}
