import type { RecordType } from '../../kernel/record-type.ts';
import { PRODUCT_CATEGORIES } from './customer-type.ts';
import { aboutCustomer, choice, field } from './field-shorthand.ts';

/** Who receives a parcel is encrypted: orders handed to a call centre are what the black market bought. */
export const ORDER_TYPE: RecordType = aboutCustomer('order', { zh: '订单', en: 'Order' }, 'order_no', [
  field('order_no', { zh: '订单号', en: 'Order number' }, 'text', 'transaction', 2, { required: true }),
  field('ordered_on', { zh: '下单日期', en: 'Ordered on' }, 'date', 'transaction', 2, { required: true }),
  choice('channel', { zh: '渠道', en: 'Channel' }, 'transaction', 2, {
    store: ['门店', 'Store'],
    online: ['线上', 'Online'],
    phone: ['电话', 'Phone'],
  }),
  choice(
    'status',
    { zh: '状态', en: 'Status' },
    'transaction',
    2,
    {
      placed: ['已下单', 'Placed'],
      paid: ['已付款', 'Paid'],
      shipped: ['已发货', 'Shipped'],
      completed: ['已完成', 'Completed'],
      returned: ['已退货', 'Returned'],
      cancelled: ['已取消', 'Cancelled'],
    },
    { required: true },
  ),
  choice('product_category', { zh: '品类', en: 'Product category' }, 'transaction', 2, PRODUCT_CATEGORIES),
  field('items', { zh: '商品', en: 'Items' }, 'text', 'transaction', 3, { mask: 'text' }),
  field('quantity', { zh: '件数', en: 'Quantity' }, 'number', 'transaction', 2),
  field('amount', { zh: '金额', en: 'Amount' }, 'money', 'transaction', 3, {
    mask: 'amount',
    summary: 'amount-band',
    required: true,
  }),
  choice('payment_method', { zh: '支付方式', en: 'Payment method' }, 'finance', 3, {
    'mobile-wallet': ['手机钱包', 'Mobile wallet'],
    'bank-card': ['银行卡', 'Bank card'],
    cash: ['现金', 'Cash'],
    transfer: ['对公转账', 'Bank transfer'],
  }),
  field('consignee', { zh: '收货人', en: 'Consignee' }, 'person-name', 'basic', 3, { mask: 'name' }),
  field('consignee_phone', { zh: '收货电话', en: 'Consignee phone' }, 'phone', 'basic', 3, {
    mask: 'phone',
    summary: 'filled',
    encrypted: true,
    lookups: ['exact', 'last4'],
  }),
  field('delivery_address', { zh: '收货地址', en: 'Delivery address' }, 'address', 'basic', 3, {
    mask: 'address',
    summary: 'filled',
    encrypted: true,
  }),
  field('tracking_no', { zh: '运单号', en: 'Tracking number' }, 'text', 'transaction', 3, { mask: 'code' }),
  field('pickup_plate', { zh: '提货车牌', en: 'Pick-up licence plate' }, 'plate', 'basic', 3, {
    mask: 'code',
    summary: 'filled',
  }),
]);

export const CONTRACT_TYPE: RecordType = aboutCustomer('contract', { zh: '合同', en: 'Contract' }, 'title', [
  field('contract_no', { zh: '合同号', en: 'Contract number' }, 'text', 'transaction', 2, {
    required: true,
  }),
  field('title', { zh: '合同名称', en: 'Title' }, 'text', 'transaction', 2, { required: true }),
  choice('kind', { zh: '合同类型', en: 'Kind' }, 'transaction', 2, {
    purchase: ['团购', 'Corporate purchase'],
    instalment: ['分期', 'Instalment'],
    service: ['服务', 'Service'],
    framework: ['框架', 'Framework'],
  }),
  choice(
    'status',
    { zh: '状态', en: 'Status' },
    'transaction',
    2,
    {
      draft: ['草拟', 'Draft'],
      active: ['生效', 'Active'],
      expired: ['到期', 'Expired'],
      terminated: ['终止', 'Terminated'],
    },
    { required: true },
  ),
  field('signed_on', { zh: '签订日期', en: 'Signed on' }, 'date', 'transaction', 2),
  field('starts_on', { zh: '开始日期', en: 'Starts on' }, 'date', 'transaction', 2),
  field('ends_on', { zh: '结束日期', en: 'Ends on' }, 'date', 'transaction', 2),
  field('amount', { zh: '合同金额', en: 'Amount' }, 'money', 'transaction', 3, {
    mask: 'amount',
    summary: 'amount-band',
    required: true,
  }),
  field('payment_terms', { zh: '付款条件', en: 'Payment terms' }, 'long-text', 'finance', 3, {
    summary: 'length-band',
  }),
  field('settlement_account', { zh: '结算账户', en: 'Settlement account' }, 'bank-card', 'finance', 4, {
    mask: 'card',
    summary: 'filled',
    encrypted: true,
    lookups: ['last4'],
  }),
  field('signatory', { zh: '对方签署人', en: 'Signatory' }, 'person-name', 'basic', 3, { mask: 'name' }),
]);

export const INVOICE_TYPE: RecordType = aboutCustomer(
  'invoice',
  { zh: '发票', en: 'Invoice' },
  'invoice_no',
  [
    field('invoice_no', { zh: '发票号', en: 'Invoice number' }, 'text', 'finance', 2, { required: true }),
    field('related_order', { zh: '订单', en: 'Order' }, 'relation', 'finance', 2, { target: 'order' }),
    choice('kind', { zh: '发票类型', en: 'Kind' }, 'finance', 2, {
      ordinary: ['普通发票', 'Ordinary'],
      special: ['增值税专用发票', 'VAT special'],
    }),
    choice(
      'status',
      { zh: '状态', en: 'Status' },
      'finance',
      2,
      {
        requested: ['待开', 'Requested'],
        issued: ['已开', 'Issued'],
        reversed: ['已红冲', 'Reversed'],
      },
      { required: true },
    ),
    field('title', { zh: '抬头', en: 'Title' }, 'company-name', 'finance', 3, { mask: 'text' }),
    field('tax_no', { zh: '税号', en: 'Tax number' }, 'uscc', 'finance', 3, { mask: 'code' }),
    field('amount', { zh: '价税合计', en: 'Amount' }, 'money', 'finance', 3, {
      mask: 'amount',
      summary: 'amount-band',
      required: true,
    }),
    field('tax_amount', { zh: '税额', en: 'Tax' }, 'money', 'finance', 3, { mask: 'amount' }),
    field('issued_on', { zh: '开具日期', en: 'Issued on' }, 'date', 'finance', 2),
    field('deliver_to', { zh: '交付邮箱', en: 'Delivered to' }, 'email', 'basic', 3, {
      mask: 'email',
      summary: 'filled',
      encrypted: true,
      lookups: ['exact'],
    }),
  ],
);
