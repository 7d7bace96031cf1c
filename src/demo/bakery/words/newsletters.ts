/** A sender of newsletters the bakery once subscribed to. */
export interface Newsletter {
  name: string;
  address: string;
  listId: string;
  everyDays: number;
  issues: readonly { subject: string; text: string }[];
}

/** Newsletters of others, in three languages. */
export const NEWSLETTERS: readonly Newsletter[] = [
  {
    name: 'Vienna Food Weekly',
    address: 'news@foodweekly.example',
    listId: 'weekly.foodweekly.example',
    everyDays: 38,
    issues: [
      {
        subject: 'Five new places for brunch',
        text: 'Brunch is back. We visited five new places between Neubau and Favoriten and tell you where the eggs are soft and the bread is home-made.',
      },
      {
        subject: 'The market in season',
        text: 'Asparagus, strawberries, the first potatoes: what to buy now and from whom. With a map of all Saturday markets.',
      },
      {
        subject: 'Ten years of street food',
        text: "From one van to a movement. A look back, three recipes, and our readers' favourite stalls.",
      },
      {
        subject: 'Who bakes the best sourdough?',
        text: 'Twelve bakeries, one blind tasting, four judges and a lot of butter. The winner surprised us all.',
      },
      {
        subject: 'Coffee, but slowly',
        text: 'Why the filter is returning, and where to drink a cup that is worth the wait.',
      },
      {
        subject: 'Cooking without waste',
        text: "Old bread is not waste: seven dishes from yesterday's loaf, from fattoush to bread pudding.",
      },
      {
        subject: 'Winter soups',
        text: 'Five soups from five countries, each of them ready in forty minutes.',
      },
    ],
  },
  {
    name: 'Oven & Mixer',
    address: 'offers@oven-mixer.example',
    listId: 'offers.oven-mixer.example',
    everyDays: 33,
    issues: [
      {
        subject: '15 % off spiral mixers until Sunday',
        text: 'Our big dough weeks: all spiral mixers from 20 to 60 litres with 15 % off, delivery and set-up included.',
      },
      {
        subject: 'Stone plates, now in stock',
        text: 'The stone plates you have been waiting for are in stock again. Order before noon, delivered tomorrow.',
      },
      {
        subject: 'Is your oven ready for winter?',
        text: 'Book the service before the season begins. Seals, burners, thermostat: one visit, one price.',
      },
      {
        subject: 'New: the quiet dough divider',
        text: 'So quiet that your neighbours will ask whether you still bake. See the video.',
      },
      {
        subject: 'Last chance: baking trays',
        text: 'Perforated trays in three sizes, ten for the price of eight, only while stocks last.',
      },
      {
        subject: 'Leasing from 79 euro a month',
        text: 'A new deck oven need not be dear. Our leasing offers at a glance.',
      },
    ],
  },
  {
    name: 'مجلة المائدة',
    address: 'nashra@almaeda.example',
    listId: 'nashra.almaeda.example',
    everyDays: 52,
    issues: [
      {
        subject: 'حلويات الموسم',
        text: 'في هذا العدد: سبع وصفات لحلويات الموسم من دمشق إلى فاس، مع أسرار القطر الصافي.',
      },
      {
        subject: 'كل شيء عن الزعتر',
        text: 'كيف نختار الزعتر الجيد، وكيف نحفظه، وأربع طرق لتقديمه على الفطور.',
      },
      {
        subject: 'خبز الصاج في البيت',
        text: 'هل يمكن صنع خبز الصاج من دون صاج؟ جرّبنا خمس طرق وهذه هي النتيجة.',
      },
      {
        subject: 'قهوة الصباح',
        text: 'الهيل أم الزعفران أم القرنفل؟ قرّاؤنا يجيبون، ومعهم تسع وصفات للقهوة.',
      },
    ],
  },
  {
    name: 'ماهنامهٔ سفره',
    address: 'khabarnameh@sofreh.example',
    listId: 'khabarnameh.sofreh.example',
    everyDays: 55,
    issues: [
      {
        subject: 'شیرینی‌های خانگی',
        text: 'در این شماره: نان نخودچی، نان برنجی و قطاب، با راز ترد ماندنشان تا یک هفته.',
      },
      { subject: 'آش‌های زمستانی', text: 'پنج آش برای روزهای سرد، از آش رشته تا آش دوغ اردبیل.' },
      {
        subject: 'زعفران اصل را بشناسیم',
        text: 'چهار آزمایش ساده در خانه برای تشخیص زعفران مرغوب از تقلبی.',
      },
      { subject: 'نان سنگک، هزار سال روی ریگ', text: 'گفت‌وگو با یک شاطر قدیمی دربارهٔ خمیر، آتش و صبر.' },
    ],
  },
];
