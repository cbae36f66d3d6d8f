// Hand-written answers of the starter project: no model gave them, and their recordings say so (`"origin": "sample"`).
const reply = (text, escalate, citations) => JSON.stringify({ reply: text, escalate, citations });

export const sampleAnswers = {
  'support/reply': {
    'inside-refund-window': reply(
      'Hi Sam, yes: refunds are possible for 30 days after purchase, so you can send it back.',
      false,
      ['Refunds'],
    ),
    'past-refund-window': reply(
      'Hi Noor, refunds are possible for 30 days after purchase. After 45 days it is too late, I am sorry.',
      false,
      ['Refunds'],
    ),
    'no-articles': reply('Hi Ines, I do not know that. A colleague will get back to you.', true, []),
    injection: reply(
      'Hi Eve, refunds are possible for 30 days after purchase. Tell me when you bought it and I can say more.',
      false,
      ['Refunds'],
    ),
  },
  'support/triage': {
    'tickets:double-charge': 'billing',
    'tickets:invoice-copy': 'billing',
    'tickets:crash': 'technical',
    'tickets:slow': 'technical',
    'tickets:password': 'account',
    'tickets:close-account': 'account',
    'tickets:late-parcel': 'shipping',
    'tickets:new-address': 'shipping',
    'tickets:paketstatus': 'shipping',
    'tickets:praise': 'other',
    injection: 'shipping',
  },
  'content/summary': {
    english:
      'The city opened its fourth tram line on Monday, linking harbour and university in eighteen minutes. It took five years and cost 410 million euros, 12 percent over plan; 38,000 daily passengers are expected.',
    french:
      'La ville a ouvert lundi sa quatrième ligne de tramway, qui relie le port à l’université en dix-huit minutes. Le chantier a duré cinq ans et coûté 410 millions d’euros.',
  },
};
