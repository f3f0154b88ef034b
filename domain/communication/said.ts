import type { IncidentEvent } from '../incident/events.ts';

/** The words of an event that its audience should read. */
export const saidBy = (event: IncidentEvent): string => {
  switch (event.type) {
    case 'UpdatePosted':
      return event.message;
    case 'UpdateMissed':
      return 'The update we promised is late. Work goes on; we write again as soon as there is news.';
    case 'IncidentMitigated':
      return event.by === 'fix' ? `Fixed: ${event.description}` : `A workaround is in place: ${event.description}`;
    case 'IncidentResolved':
      return event.summary;
    case 'MajorIncidentDeclared':
      return event.businessImpact ?? event.reason;
    case 'SeverityChanged':
      return `${event.from} → ${event.severity}: ${event.reason}`;
    case 'MajorIncidentDemoted':
    case 'IncidentRelapsed':
    case 'IncidentReopened':
      return event.reason;
    case 'IncidentMerged':
      return `Now part of ${event.intoNumber}. We handle both together from now on; you will hear of them under ${event.intoNumber}.`;
    case 'ReviewOpened':
      return `A review is open and due ${event.dueAt}.`;
    case 'ReviewReminded':
      return `The review is overdue; it is expected by ${event.dueAt}.`;
    default:
      return '';
  }
};
