import type { Kind } from './kinds.ts';

/**
 * One word of headers. A header is a row of terms in which the last that has a kind says what the column holds
 * (客户 + 联系人 + 手机; order + date), and those before it say whose or which.
 */
export type Term = Readonly<{
  kind: Kind | null;
  /** Its part of a field name. */
  name: string;
  zh: string;
  en: string;
  /** Other Chinese ways to write it. */
  zhWords: readonly string[];
  /** English ways, lower case, words joined by `_`. */
  enWords: readonly string[];
}>;

/** kind | name | Chinese | English | other Chinese words | other English words */
const TABLE = `
resident-id | resident_id | 身份证号 | Identity number | 身份证号码 身份证 公民身份号码 证件号码 证件号 身份证件号 居民身份证 | resident_id id_card id_card_no id_number identity_number identity_card national_id citizen_id idcard id_no sfz sfzh
passport | passport | 护照号 | Passport | 护照号码 护照 通行证号 港澳通行证 | passport passport_no passport_number
bank-card | bank_card | 银行卡号 | Card number | 银行卡 卡号 信用卡号 信用卡 借记卡号 | bank_card card_no card_number credit_card bank_card_no cc_number
bank-account | bank_account | 银行账号 | Bank account | 银行帐号 账号 帐号 账户 开户行 开户银行 收款账号 付款账号 对公账户 | bank_account account_no account_number iban swift bank
uscc | uscc | 统一社会信用代码 | Unified social credit code | 社会信用代码 信用代码 税号 纳税人识别号 营业执照号 | uscc tax_id tax_no tax_number vat vat_number credit_code business_license
plate | plate | 车牌号 | Licence plate | 车牌 车牌号码 车辆号牌 | plate plate_no plate_number license_plate licence_plate
email | email | 电子邮箱 | E-mail | 邮箱 电子邮件 邮箱地址 邮件地址 邮件 | email e_mail mail email_address e_mail_address
phone | mobile | 手机 | Mobile | 手机号 手机号码 移动电话 手机电话 联系手机 | mobile mobile_phone mobile_no mobile_number cell cellphone cell_phone
phone | phone | 电话 | Telephone | 电话号码 联系电话 固定电话 固话 座机 办公电话 联系方式 来电号码 | phone tel telephone phone_no phone_number landline contact_number
phone | fax | 传真 | Fax | 传真号 传真号码 | fax fax_no fax_number
messenger | wechat | 微信 | WeChat | 微信号 | wechat weixin wechat_id
messenger | qq | QQ | QQ | QQ号 QQ号码 | qq qq_no
messenger | messenger | 即时通讯账号 | Messenger | 旺旺 钉钉号 | whatsapp skype telegram line_id im
person-name | person_name | 姓名 | Name | 名字 真实姓名 客户姓名 中文名 | full_name person_name real_name
person-name | last_name | 姓 | Last name | 姓氏 | last_name surname family_name
person-name | first_name | 名 | First name | | first_name given_name forename
person-name | contact | 联系人 | Contact | 联络人 对接人 收货人 收件人 发件人 紧急联系人 经办人 负责人 | contact contact_name contact_person recipient consignee
person-name | legal_representative | 法定代表人 | Legal representative | 法人 法人代表 法定代表 | legal_representative legal_person
person-name | account_manager | 客户经理 | Account manager | 业务员 销售员 跟进人 销售代表 服务人员 | account_manager salesperson sales_rep
company-name | company_name | 公司名称 | Company | 公司 企业名称 企业 单位名称 单位 公司名 客户单位 供应商 开票名称 发票抬头 抬头 | company company_name organisation organization enterprise employer supplier vendor
name | name | 名称 | Name | | name
name | customer_name | 客户名称 | Customer name | 客户名 会员名称 | customer_name client_name
birth-date | birth_date | 出生日期 | Birth date | 生日 出生年月 出生年月日 出生 | birth_date birthdate birthday date_of_birth dob
age | age | 年龄 | Age | 岁数 | age
gender | gender | 性别 | Gender | 男女 | gender sex
gender | courtesy_title | 称谓 | Courtesy title | 尊称 | title_of_courtesy salutation courtesy_title
address | address | 地址 | Address | 住址 详细地址 收货地址 通讯地址 联系地址 家庭住址 注册地址 办公地址 家庭地址 | address addr street street_address
place | province | 省份 | Province | 省 省市 | province state
place | city | 城市 | City | 市 地市 所在地 | city town
place | district | 区县 | District | 区 县 | district county
place | region | 地区 | Region | 区域 大区 片区 籍贯 | region area territory
country | country | 国家 | Country | 国别 国籍 | country nationality
postal-code | postal_code | 邮政编码 | Postal code | 邮编 | postal_code postcode post_code zip zip_code zipcode
health | health | 健康信息 | Health | 病史 病历 诊断 血型 过敏 过敏史 体检 健康 健康状况 残疾 疾病 用药 | health medical diagnosis allergy allergies blood_type disease medical_history
belief | belief | 宗教信仰 | Belief | 宗教 信仰 政治面貌 党派 | religion belief faith political_affiliation
ethnicity | ethnicity | 民族 | Ethnicity | | ethnicity race ethnic_group
income | income | 收入 | Income | 年收入 月收入 工资 薪资 薪水 月薪 年薪 家庭收入 资产 负债 征信 | income salary wage wages annual_income assets credit_score
secret | secret | 密码 | Secret | 口令 密钥 | password passwd pwd secret pin token
portrait | portrait | 照片 | Portrait | 头像 人脸 指纹 人脸照片 声纹 | photo portrait avatar picture face fingerprint photo_path
date | date | 日期 | Date | 时间 时刻 年月日 | date time datetime at timestamp
date | created_on | 创建时间 | Created on | 创建日期 录入时间 录入日期 建档时间 建档日期 登记时间 登记日期 注册时间 注册日期 入会时间 入会日期 | created created_at created_on registered registered_at registered_on registration_date
date | last_contact | 最近联系 | Last contact | 最近联系时间 上次联系 最后联系时间 | last_contact last_contacted
date | expires_on | 到期日 | Expires on | 到期 到期日期 截止日期 有效期 | expiry expires due due_date deadline
money | amount | 金额 | Amount | 总额 合计 货款 款项 应收 应付 已付 欠款 成交额 营业额 消费金额 客单价 | amount total sum subtotal revenue turnover payment paid balance
money | price | 价格 | Price | 单价 售价 报价 费用 成本 定金 | price unit_price cost fee charge
money | freight | 运费 | Freight | 邮费 物流费 | freight shipping_fee
money | credit_limit | 信用额度 | Credit limit | 授信额度 额度 | credit_limit credit_line
money | registered_capital | 注册资本 | Registered capital | 注册资金 | registered_capital
quantity | quantity | 数量 | Quantity | 件数 个数 次数 人数 比例 税率 | quantity qty count number_of rate percent
quantity | discount | 折扣 | Discount | 折扣率 | discount
quantity | points | 积分 | Points | 会员积分 | points loyalty_points
quantity | stock | 库存 | Stock | 库存量 | stock
boolean | is | 是否 | Is | 有无 | is has
trade-code | order_number | 订单号 | Order number | 订单编号 单号 订单ID | order_no order_number order_id
trade-code | contract_number | 合同号 | Contract number | 合同编号 | contract_no contract_number contract_id
trade-code | invoice_number | 发票号 | Invoice number | 发票号码 发票编号 | invoice_no invoice_number invoice_id
trade-code | tracking_number | 快递单号 | Tracking number | 运单号 物流单号 | tracking_no tracking_number waybill
party-code | extension | 分机 | Extension | 分机号 | extension
party-code | code | 编号 | Code | 编码 代码 号码 序号 工号 会员号 会员卡号 ID 流水号 型号 | id code no number num sku key
job-title | job_title | 职务 | Job title | 职位 岗位 职称 头衔 职业 | job_title title position job occupation contact_title
classification | status | 状态 | Status | 客户状态 阶段 进度 | status stage state_of
classification | level | 级别 | Level | 等级 客户级别 会员等级 星级 | level grade rank tier rating
classification | type | 类型 | Type | 类别 分类 性质 种类 客户类型 标签 | type category class kind segment tag tags
classification | source | 来源 | Source | 渠道 客户来源 获客渠道 | source channel lead_source
classification | industry | 行业 | Industry | 所属行业 行业类别 经营范围 | industry sector
classification | department | 部门 | Department | 科室 所属部门 | department dept division
classification | currency | 币种 | Currency | 货币 | currency
classification | method | 方式 | Method | 支付方式 付款方式 结算方式 | method payment_method shipping_method via ship_via
subject | product | 产品 | Product | 商品 产品名称 商品名称 品名 购买产品 购买商品 | product product_name item goods
subject | subject | 主题 | Subject | 标题 项目 项目名称 | subject project project_name topic campaign
preference | preference | 偏好 | Preference | 喜好 爱好 兴趣 兴趣爱好 购买偏好 消费偏好 习惯 | preference preferences hobby hobbies interest interests favourite favorite
website | website | 网址 | Website | 网站 官网 主页 | website url web homepage site
note | notes | 备注 | Notes | 说明 描述 附注 留言 反馈 意见 内容 沟通记录 跟进记录 投诉内容 详情 摘要 评价 | notes note remark remarks comment comments description memo message feedback content details
- | customer | 客户 | Customer | 顾客 会员 用户 买家 | customer client member user buyer
- | employee | 员工 | Employee | 雇员 职员 | employee staff
- | order | 订单 | Order | 订购 下单 | order orders
- | contract | 合同 | Contract | 协议 签约 | contract agreement
- | invoice | 发票 | Invoice | 开票 | invoice
- | ship | 收货 | Shipping | 发货 送货 配送 | ship shipping shipped delivery
- | bill | 账单 | Billing | | bill billing
- | required | 要求 | Required | 需求 必填 | required
- | home | 家庭 | Home | 住宅 | home
- | office | 办公 | Office | 单位办公 | office work business
- | primary | 主要 | Primary | 首选 第一 | primary main first
- | secondary | 备用 | Secondary | 其他 第二 | secondary other alternate second
- | latest | 最近 | Latest | 最后 上次 最新 | latest last recent
- | hire | 入职 | Hire | | hire hired
- | sign | 签订 | Signing | 签署 | sign signed signing
- | pay | 付款 | Payment | 支付 收款 | pay
- | purchase | 购买 | Purchase | 采购 消费 | purchase purchased
- | update | 更新 | Update | 修改 | update updated modified
- | emergency | 紧急 | Emergency | | emergency
- | child | 子女 | Child | 孩子 儿童 宝宝 | child children
- | spouse | 配偶 | Spouse | | spouse
- | visit | 拜访 | Visit | 回访 走访 | visit
- | service | 服务 | Service | 售后 | service
- | marketing | 营销 | Marketing | 推广 | marketing
- | consent | 同意 | Consent | 授权 | consent opt_in
- | vip | VIP | VIP | | vip
- | unit | 单位 | Unit | | unit
`;

export const TERMS: readonly Term[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [kind = '', name = '', zh = '', en = '', zhWords = '', enWords = ''] = line
      .split('|')
      .map((cell) => cell.trim());
    return {
      kind: kind === '-' ? null : (kind as Kind),
      name,
      zh,
      en,
      zhWords: [zh, ...zhWords.split(' ').filter((word) => word !== '')],
      enWords: enWords.split(' ').filter((word) => word !== ''),
    };
  });
