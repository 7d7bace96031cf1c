/** What Karim writes, and what Maryam had written to him, in the language of the sample. */
export const WRITTEN: Record<string, { answer: string; quoted: string }> = {
  en: {
    answer: 'Thank you, that works for us.\nPlease send twelve loaves on Thursday.',
    quoted: 'Would Thursday suit you?\nThe ovens are free in the morning.',
  },
  ar: {
    answer: 'شكراً لكم، هذا يناسبنا.\nأرجو إرسال اثني عشر رغيفاً يوم الخميس.',
    quoted: 'هل يناسبكم يوم الخميس؟\nالأفران متاحة صباحاً.',
  },
  fa: {
    answer: 'ممنون، برای ما مناسب است.\nلطفاً روز پنجشنبه ۱۲ نان بفرستید.',
    quoted: 'آیا پنجشنبه برای شما مناسب است؟\nتنورها صبح آزاد هستند.',
  },
  he: {
    answer: 'תודה, זה מתאים לנו.\nאנא שלחו שתים עשרה כיכרות ביום חמישי.',
    quoted: 'האם יום חמישי מתאים?\nהתנורים פנויים בבוקר.',
  },
  fr: {
    answer: 'Merci, cela nous convient.\nVeuillez envoyer douze pains jeudi.',
    quoted: 'Jeudi vous convient-il ?\nLes fours sont libres le matin.',
  },
  de: {
    answer: 'Danke, das passt uns gut.\nBitte schicken Sie am Donnerstag zwölf Brote.',
    quoted: 'Passt Ihnen der Donnerstag?\nDie Öfen sind morgens frei.',
  },
  es: {
    answer: 'Gracias, nos viene bien.\nPor favor, envíen doce panes el jueves.',
    quoted: '¿Les viene bien el jueves?\nLos hornos están libres por la mañana.',
  },
  it: {
    answer: 'Grazie, per noi va bene.\nMandate dodici pani giovedì, per favore.',
    quoted: 'Vi va bene giovedì?\nI forni sono liberi al mattino.',
  },
  pt: {
    answer: 'Obrigado, serve-nos bem.\nPor favor, enviem doze pães na quinta-feira.',
    quoted: 'Quinta-feira é conveniente?\nOs fornos estão livres de manhã.',
  },
  nl: {
    answer: 'Dank u, dat komt ons goed uit.\nStuur donderdag alstublieft twaalf broden.',
    quoted: 'Schikt donderdag u?\nDe ovens zijn in de ochtend vrij.',
  },
  ru: {
    answer: 'Спасибо, нам это подходит.\nПришлите, пожалуйста, двенадцать буханок в четверг.',
    quoted: 'Вам подходит четверг?\nПечи свободны утром.',
  },
  tr: {
    answer: 'Teşekkürler, bize uyar.\nLütfen perşembe günü on iki ekmek gönderin.',
    quoted: 'Perşembe size uyar mı?\nFırınlar sabah boş.',
  },
  pl: {
    answer: 'Dziękuję, to nam odpowiada.\nProszę przysłać w czwartek dwanaście bochenków.',
    quoted: 'Czy czwartek Państwu odpowiada?\nPiece są rano wolne.',
  },
  zh: { answer: '谢谢，我们可以。\n请周四送十二个面包。', quoted: '周四方便吗？\n早上烤箱有空。' },
  ja: {
    answer: 'ありがとうございます。それで大丈夫です。\n木曜日にパンを12個お願いします。',
    quoted: '木曜日はいかがですか。\n午前中は窯が空いています。',
  },
  ko: {
    answer: '감사합니다, 저희는 괜찮습니다.\n목요일에 빵 열두 개를 보내 주세요.',
    quoted: '목요일 괜찮으신가요?\n오븐은 아침에 비어 있습니다.',
  },
  sv: {
    answer: 'Tack, det passar oss.\nSkicka tolv bröd på torsdag.',
    quoted: 'Passar torsdag?\nUgnarna är lediga på morgonen.',
  },
  da: {
    answer: 'Tak, det passer os fint.\nSend tolv brød på torsdag.',
    quoted: 'Passer torsdag?\nOvnene er ledige om morgenen.',
  },
  fi: {
    answer: 'Kiitos, se sopii meille.\nLähettäkää kaksitoista leipää torstaina.',
    quoted: 'Sopiiko torstai?\nUunit ovat aamulla vapaina.',
  },
  cs: {
    answer: 'Děkuji, to nám vyhovuje.\nPošlete prosím ve čtvrtek dvanáct bochníků.',
    quoted: 'Hodí se vám čtvrtek?\nPece jsou ráno volné.',
  },
  uk: {
    answer: 'Дякую, нам це підходить.\nНадішліть, будь ласка, дванадцять хлібин у четвер.',
    quoted: 'Вам підходить четвер?\nПечі вранці вільні.',
  },
  hu: {
    answer: 'Köszönöm, ez megfelel nekünk.\nKérem, csütörtökön küldjenek tizenkét kenyeret.',
    quoted: 'Megfelel a csütörtök?\nA kemencék reggel szabadok.',
  },
};
