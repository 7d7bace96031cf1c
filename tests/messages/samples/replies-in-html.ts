/** The HTML of a mail without a text part, and what of it the person wrote. */
export interface HtmlReplySample {
  name: string;
  html: string;
  /** Compared without white space. */
  reply: string;
}

const ANSWER = 'Thank you, Thursday is fine.';
const sample = (name: string, html: string, reply = ANSWER): HtmlReplySample => ({ name, html, reply });

/** Written from how these clients mark what they quote, not from the rules that read them. */
export const REPLIES_IN_HTML: HtmlReplySample[] = [
  sample(
    'Gmail',
    `<div dir="ltr">${ANSWER}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Mar 3, 2025 at 9:15 AM Maryam &lt;<a href="mailto:maryam@bakery.example">maryam@bakery.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex"><div>Would Thursday suit you?</div></blockquote></div>`,
  ),
  sample(
    'Gmail in a language nobody knows',
    `<div dir="ltr">${ANSWER}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">Xq zz 3 vv 2025 Maryam &lt;maryam@bakery.example&gt; qwqw<br></div><blockquote class="gmail_quote"><div>Would Thursday suit you?</div></blockquote></div>`,
  ),
  sample(
    'Gmail signature',
    `<div dir="ltr">${ANSWER}<br clear="all"><div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature"><div>Karim Haddad<br>Workshop</div></div></div>`,
  ),
  sample(
    'Gmail Persian',
    '<div dir="rtl">ممنون، پنجشنبه خوب است.</div><br><div class="gmail_quote"><div dir="rtl" class="gmail_attr">در تاریخ دوشنبه ۳ مارس ۲۰۲۵،‏ ۹:۱۵ Maryam &lt;<a href="mailto:maryam@bakery.example">maryam@bakery.example</a>&gt; نوشت:<br></div><blockquote class="gmail_quote">آیا پنجشنبه مناسب است؟</blockquote></div>',
    'ممنون، پنجشنبه خوب است.',
  ),
  sample(
    'Outlook web',
    `<html><body><div style="font-family:Aptos">${ANSWER}</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>From:</b> Maryam &lt;maryam@bakery.example&gt;<br><b>Sent:</b> Monday, March 3, 2025 9:15 AM<br><b>To:</b> Karim<br><b>Subject:</b> Bread</font><div>&nbsp;</div></div><div>Would Thursday suit you?</div></body></html>`,
  ),
  sample(
    'Outlook web in Greek',
    `<html><body><div>${ANSWER}</div><hr tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><b>Από:</b> Maryam &lt;maryam@bakery.example&gt;<br><b>Στάλθηκε:</b> Δευτέρα, 3 Μαρτίου 2025<br><b>Προς:</b> Karim<br><b>Θέμα:</b> Bread</div><div>Would Thursday suit you?</div></body></html>`,
  ),
  sample(
    'Outlook desktop',
    `<html><body lang="EN-US"><div class="WordSection1"><p class="MsoNormal">${ANSWER}<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal"><b>From:</b> Maryam &lt;maryam@bakery.example&gt;<br><b>Sent:</b> Monday, March 3, 2025 9:15 AM<br><b>To:</b> Karim<br><b>Subject:</b> Bread<o:p></o:p></p></div></div><p class="MsoNormal">Would Thursday suit you?<o:p></o:p></p></div></body></html>`,
  ),
  sample(
    'Outlook desktop in Swedish',
    `<html><body><div class="WordSection1"><p class="MsoNormal">${ANSWER}</p><div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Från:</b> Maryam &lt;maryam@bakery.example&gt;<br><b>Skickat:</b> den 3 mars 2025 09:15<br><b>Till:</b> Karim<br><b>Ämne:</b> Bread</p></div></div><p class="MsoNormal">Would Thursday suit you?</p></div></body></html>`,
  ),
  sample(
    'Outlook mobile',
    `<html><body><div dir="ltr">${ANSWER}</div><div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><b>From:</b> Maryam<br><b>Sent:</b> Monday<br><b>To:</b> Karim<br><b>Subject:</b> Bread</div>Would Thursday suit you?</body></html>`,
  ),
  sample(
    'Apple Mail',
    `<html><head></head><body>${ANSWER}<br><div><br><blockquote type="cite"><div>On 3 Mar 2025, at 09:15, Maryam &lt;maryam@bakery.example&gt; wrote:</div><br class="Apple-interchange-newline"><div>Would Thursday suit you?</div></blockquote></div></body></html>`,
  ),
  sample(
    'iPhone',
    `<html><body dir="auto">${ANSWER}<br><br><div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br><blockquote type="cite">On Mar 3, 2025, at 9:15 AM, Maryam &lt;maryam@bakery.example&gt; wrote:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">Would Thursday suit you?</div></blockquote></body></html>`,
  ),
  sample(
    'Yahoo',
    `<html><body><div class="ydp1yahoo-style-wrap"><div dir="ltr">${ANSWER}</div><div><br></div></div><div id="yahoo_quoted_123" class="yahoo_quoted"><div style="font-family:Helvetica"><div>On Monday, March 3, 2025 at 09:15:00 AM GMT, Maryam &lt;maryam@bakery.example&gt; wrote:</div><div><br></div><div>Would Thursday suit you?</div></div></div></body></html>`,
  ),
  sample(
    'Yahoo in Thai',
    `<div>${ANSWER}</div><div id="ydp9yahoo_quoted_77" class="ydp9yahoo_quoted"><div>เมื่อ วันจันทร์ที่ 3 มีนาคม 2025 Maryam เขียนว่า:</div><div>Would Thursday suit you?</div></div>`,
  ),
  sample(
    'Thunderbird',
    `<html><body><p>${ANSWER}</p><div class="moz-cite-prefix">On 3/3/25 09:15, Maryam wrote:<br></div><blockquote type="cite" cite="mid:1@bakery.example"><p>Would Thursday suit you?</p></blockquote></body></html>`,
  ),
  sample(
    'Thunderbird signature',
    `<html><body><p>${ANSWER}</p><pre class="moz-signature" cols="72">-- 
Karim Haddad</pre></body></html>`,
  ),
  sample(
    'Thunderbird, the answer below',
    `<html><body><div class="moz-cite-prefix">On 3/3/25 09:15, Maryam wrote:<br></div><blockquote type="cite"><p>Would Thursday suit you?</p></blockquote><p>${ANSWER}</p></body></html>`,
  ),
  sample(
    'Thunderbird, between the lines',
    `<html><body><div class="moz-cite-prefix">On 3/3/25 09:15, Maryam wrote:<br></div><blockquote type="cite"><p>Would Thursday suit you?</p></blockquote><p>Yes.</p><blockquote type="cite"><p>How many loaves?</p></blockquote><p>Twelve.</p></body></html>`,
    '> On 3/3/25 09:15, Maryam wrote: > Would Thursday suit you? Yes. > How many loaves? Twelve.',
  ),
  sample(
    'Zoho',
    `<div>${ANSWER}</div><div><br></div><div class="zmail_extra_hr" style="border-top: 1px solid"></div><div class="zmail_extra" data-zbluepencil-ignore="true"><div><br></div><div id="Zm-_Id_-Sgn1">---- On Mon, 03 Mar 2025 09:15:00 +0330 <b>Maryam</b> wrote ---</div><div><br></div><blockquote id="blockquote_zmail"><div>Would Thursday suit you?</div></blockquote></div>`,
  ),
  sample(
    'Proton',
    `<div>${ANSWER}</div><div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">Sent with <a href="https://proton.me/">Proton Mail</a> secure email.</div></div><div class="protonmail_quote">On Monday, March 3rd, 2025 at 9:15 AM, Maryam &lt;maryam@bakery.example&gt; wrote:<br><blockquote class="protonmail_quote" type="cite">Would Thursday suit you?</blockquote></div>`,
  ),
  sample(
    'GMX',
    `<html><body><div>${ANSWER}</div><div name="quote" style="margin:10px 5px 5px 10px;"><div style="margin:0 0 10px 0;"><b>Gesendet:</b> Montag, 03. März 2025 um 09:15 Uhr<br><b>Von:</b> Maryam<br><b>An:</b> Karim<br><b>Betreff:</b> Bread</div><div name="quoted-content">Would Thursday suit you?</div></div></body></html>`,
  ),
  sample(
    'QQ',
    `<div>${ANSWER}</div><div><br></div><div style="font-size:12px">------------------&nbsp;Original&nbsp;------------------</div><div style="font-size: 12px;background:#efefef;"><div><b>From:</b> "Maryam"&lt;maryam@bakery.example&gt;;</div><div><b>Date:</b> Mon, Mar 3, 2025 09:15 AM</div><div><b>To:</b> "Karim";</div><div><b>Subject:</b> Bread</div></div><div>Would Thursday suit you?</div>`,
  ),
  sample(
    'Mail.ru',
    `<HTML><BODY><div>${ANSWER}</div><blockquote style="border-left:1px solid #0857A6;">Понедельник, 3 марта 2025, 9:15 +03:00 от Maryam &lt;maryam@bakery.example&gt;:<br><div id="style_1">Would Thursday suit you?</div></blockquote></BODY></HTML>`,
  ),
];
