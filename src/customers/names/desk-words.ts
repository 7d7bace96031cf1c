/** Words of names that say what is done at a desk, not who sits there; folded. However rare, they tell nobody from anybody. */
export const DESK_WORDS: ReadonlySet<string> = new Set(
  `customer customers service services support helpdesk help desk team sales info information office billing accounts accounting
  accountant finance admin administration reception reservations booking orders order shop store marketing newsletter news
  newsroom notifications notification noreply reply mail email contact press jobs careers manager management director department
  company group ltd gmbh llc inc the and
  فروش پشتیبانی خدمات مشتریان مشتری دفتر مالی حسابداری مدیریت مدیر روابط عمومی شرکت گروه سفارش سفارشات اطلاعات بازاریابی پذیرش
  المبیعات مبیعات الدعم دعم خدمه العملاء عملاء مکتب المکتب اداره الاداره محاسبه المحاسبه شرکه الشرکه فریق الفریق تسویق التسویق
  استقبال الاستقبال طلبات الطلبات معلومات المعلومات`.split(/\s+/),
);
