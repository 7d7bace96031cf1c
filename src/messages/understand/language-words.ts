/** The small words of each language: articles, pronouns, conjunctions, and what every business mail says. */
const WORDS: Record<string, string> = {
  en: "the and of to is that it for you with are this have be was not we can will your our please thank thanks on at from if would i'm i my me do any hello hi dear could which when what there they just has been out yes regards best an as but by",
  fr: "le la les des et est que vous nous pour une dans avec pas sur ce merci je au aux du de votre notre bonjour qui sont cela il elle ne plus mais ou par cordialement s'il ai été être vos nos bien un en madame monsieur c'est j'ai avons avez",
  de: 'der die das und ist nicht wir ich sie mit für ein eine den dem zu auf es bitte danke ihre ihr von haben wird auch uns am im als noch kann bei sind sehr vielen dank grüße hallo oder aber nach wie über unsere mir zum zur geehrte gerne',
  es: 'el la los las que de y en un una por para con no es su nos gracias se del al lo más como pero le sus está muy hola usted favor buenos días saludos estimado son ya sí qué mi me nosotros cuando esta este tenemos puede',
  it: "il lo la gli le che di e per un una con non è sono del della ci grazie si nel alla ma come più anche vi da buongiorno cordiali saluti gentile vostra nostro dei delle al questo questa ho abbiamo può ciao c'è mi ti",
  pt: 'favor o a os as que de e em um uma para com não é do da dos das por nos obrigado obrigada se mais como mas seu sua está muito bom dia olá você prezado cumprimentos atenciosamente ao são foi já sim isso pode temos no na vocês',
  nl: 'de het een en van is dat niet wij we ik u met voor op te zijn aan er bij dank bedankt uw ons onze graag groet groeten maar om naar heeft kunnen deze dit ook als wel alstublieft beste hallo ben jullie je nog wordt wil',
  sv: 'och att det är en ett som på för inte vi jag med av till den har om kan tack ni er oss hej vänliga hälsningar men från så eller skulle vill mig ska',
  da: 'og at det er en et som på for ikke vi jeg med af til den har om kan tak jer os hej venlig hilsen men fra så eller vil mig skal hvad af hvis efter blev',
  no: 'og at det er en et som på for ikke vi jeg med av til den har om kan takk dere oss hei vennlig hilsen men fra så eller vil meg skal hva hvis etter ble',
  fi: 'ja on ei se että kiitos me hän minä olen ovat mutta tai kun voi teidän meidän hei terveisin ole oli niin jos myös mukaan kanssa sen tämä haluan',
  pl: 'i w na z nie że się do jest to dziękuję proszę jak dla o za po ale czy są od państwa pan pani dzień dobry pozdrawiam nam nas mi będzie tak przez mam który oraz być można chciałbym',
  cs: 'a v na že se je to děkuji prosím jak pro o za po ale jsou od dobrý den pozdravem nám nás mi bude tak který nebo být můžete jsem jsme není vám vás dobře ve si kdy už také',
  sk: 'a v na že sa je to ďakujem prosím ako pre o za po ale sú od dobrý deň pozdravom nám nás mi bude tak ktorý alebo byť môžete som sme nie vám vás dobre vo si kedy už tiež',
  tr: 'bir ve bu için ile de da çok teşekkürler teşekkür ederim lütfen merhaba ben biz siz size bize var yok ne mi mı değil olarak daha sonra kadar saygılarımla iyi günler günü olan gibi ama bizim sizin mısınız misiniz',
  ro: 'și si în este că nu un o de la cu pentru mulțumesc vă rog bună ziua dar sau din care sunt mai ne noi dumneavoastră să pe am avem fi cum',
  hu: 'a az és egy nem hogy van köszönöm kérem is de ez ha vagy meg mint már csak üdvözlettel tisztelt önök nekünk lesz volt jó napot szeretném minden',
  id: 'yang dan di untuk dengan tidak ini itu kami saya anda terima kasih dari ke pada akan bisa adalah mohon sudah juga selamat atau',
  vi: 'và của là không có cho tôi bạn chúng được với cảm ơn xin chào một này các để trong người đã',
  ru: 'и в не на я что с по это вы мы для как к но из за от у нас вас вам нам спасибо пожалуйста здравствуйте если или уважением будет был есть так же мне можно добрый день наш ваш до',
  uk: 'і в не на я що з по це ви ми для як до але із за від у нас вас вам нам дякую будь ласка якщо або буде був є так мені можна добрий день наш ваш та й також ласка',
  bg: 'и в не на аз че с по това вие ние за как но от ли ни ви благодаря моля здравейте ако или ще беше има да се е са съм поздрави добър ден',
  sr: 'и у не на ја да с по то ви ми за како али од хвала молим здраво ако или ће је су сам поздрав добар дан се нам вам',
  ar: 'في من على أن إلى هذا هذه مع لا ما عن كان التي الذي شكرا شكراً يرجى أرجو الرجاء السلام عليكم نحن أنا لكم هل قد لم كل بعد يوم تحياتي مرحبا مرحباً لدينا حتى أو ثم يا لنا لديكم غير عند',
  fa: 'در از که این را با به برای است است، آن تا ممنون لطفا لطفاً سلام ما شما من هم می هستم هستیم کنید کنم شد شود باشد خود آیا یک نیست دارم دارید متشکرم تشکر اگر یا روز های ها بود خواهم بفرستید شده کرد',
  ur: 'کے میں کی ہے اور سے کو کا ہیں یہ پر نے ہم آپ شکریہ برائے مہربانی کیا نہیں تو بھی جو کر ایک تھا ہمیں لیے گے',
};

/** Letters that few languages have. */
export const MARKED_LETTERS: readonly (readonly [string, readonly string[]])[] = [
  ['ß', ['de']],
  ['äöü', ['de', 'sv', 'fi', 'tr', 'hu']],
  ['ñ¿¡', ['es']],
  ['ãõ', ['pt', 'vi']],
  ['ç', ['fr', 'pt', 'tr']],
  ['èêëîïûœ', ['fr', 'it']],
  ['ìò', ['it', 'vi']],
  ['å', ['sv', 'da', 'no']],
  ['æø', ['da', 'no']],
  ['ä', ['fi', 'sv', 'de']],
  ['ğışİ', ['tr']],
  ['ąęłśćńźż', ['pl']],
  ['ěřů', ['cs']],
  ['ľĺŕ', ['sk']],
  ['čšž', ['cs', 'sk']],
  ['őű', ['hu']],
  ['ăâîșțşţ', ['ro']],
  ['ơưđạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ', ['vi']],
  ['іїєґ', ['uk']],
  ['ыэё', ['ru']],
  ['јљњћђџ', ['sr']],
  ['ъ', ['bg']],
  ['پچژگ', ['fa', 'ur']],
  ['کی\u200c', ['fa', 'ur']],
  ['ةىيكأإؤ', ['ar']],
  ['ٹڈڑںےہھ', ['ur']],
];

/** Every word with the languages that share it: a word of three languages says a third for each. */
export const FUNCTION_WORDS: ReadonlyMap<string, readonly string[]> = byWord();

function byWord(): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const [language, words] of Object.entries(WORDS)) {
    for (const word of new Set(words.split(' '))) owners.set(word, [...(owners.get(word) ?? []), language]);
  }
  return owners;
}
