import { ExitCode, WafaError } from '../lib/errors.ts';
import { nearestName } from '../lib/nearest.ts';
import { apiKeyCreate, apiKeyRevoke, apiKeysList } from './api-key-operations.ts';
import {
  automationExplain,
  automationReplay,
  automationSimulate,
  automationsCheck,
} from './automation-insight-operations.ts';
import { automationMode, automationsList, dryRunList } from './automation-operations.ts';
import {
  automationDrop,
  automationHistory,
  automationRestore,
  automationsPull,
  automationsPush,
} from './automation-version-operations.ts';
import { backup } from './backup.ts';
import {
  campaignCancel,
  campaignPause,
  campaignResume,
  campaignShow,
  campaignStats,
  campaignsList,
} from './campaign-operations.ts';
import { causesShow, offersShow } from './causes-operations.ts';
import {
  companiesList,
  companiesMerge,
  companyDomainEdit,
  companyNote,
  companySet,
  companyShow,
  companyUnset,
} from './company-operations.ts';
import { mailboxFind, mailboxTry } from './connect-operations.ts';
import { consentSet, consentShow, subscribe } from './consent-operations.ts';
import { contactAdd } from './contact-add.ts';
import {
  contactAddress,
  contactNote,
  contactOccasion,
  contactSet,
  contactTag,
  contactUnset,
} from './contact-edits.ts';
import { contactFeedback, contactLog } from './contact-log.ts';
import { contactHistory, contactShow, contactsList, editUndo, lapsedList } from './contact-operations.ts';
import { digestPreview } from './digest-preview.ts';
import { doctor } from './doctor.ts';
import { erasuresList } from './erasures-list.ts';
import { eventRecord } from './event-operations.ts';
import { exportAll, exportContactOperation } from './export.ts';
import { importFileOperation, importFilesList, importMappings, importUndo } from './import-files.ts';
import { importList, importMailCount, importMailOperation } from './import-mail.ts';
import { anonymise, erase } from './leave.ts';
import {
  loyaltyGive,
  loyaltyRefer,
  loyaltyShow,
  raffleCreate,
  raffleDraw,
  raffleEnter,
  rafflesList,
  raffleVerify,
} from './loyalty-operations.ts';
import {
  contactsMerge,
  contactsUnmerge,
  mergesList,
  suggestionAccept,
  suggestionDismiss,
  suggestionShow,
  suggestionsList,
} from './merge-operations.ts';
import { messageShow, messagesList } from './message-operations.ts';
import type { Operation } from './operation.ts';
import {
  ordersFind,
  ordersForget,
  ordersLearn,
  ordersPatterns,
  ordersTest,
  ordersTrust,
} from './order-operations.ts';
import {
  outboxApprove,
  outboxCancel,
  outboxList,
  outboxPause,
  outboxResend,
  outboxResume,
  outboxShow,
} from './outbox-operations.ts';
import {
  quarantineDelete,
  quarantineList,
  quarantineRetry,
  quarantineSave,
  quarantineShow,
} from './quarantine-operations.ts';
import { reread } from './reread.ts';
import { retentionOpen, retentionShow } from './retention-operations.ts';
import { scoresRebuild, scoresShow } from './score-operations.ts';
import {
  segmentAdd,
  segmentDelete,
  segmentExplain,
  segmentMembers,
  segmentPreview,
  segmentRemove,
  segmentSave,
  segmentShow,
  segmentsList,
} from './segment-operations.ts';
import { senderSet, sendersList } from './sender-operations.ts';
import { keyRotate, signInForget, signInStore } from './sign-in-operations.ts';
import { statusFolders } from './status-folders.ts';
import { status } from './status-operation.ts';
import {
  suppressionAdd,
  suppressionRemove,
  suppressionsImport,
  suppressionsList,
} from './suppression-operations.ts';
import { surveyAnswers, surveyReportOperation, surveysList } from './survey-operations.ts';
import { taskDismiss, taskDone, tasksList } from './task-operations.ts';
import {
  templateDiff,
  templateDiscard,
  templateHistory,
  templatePublish,
  templateRetire,
  templatesList,
  templatesPull,
  templatesPush,
} from './template-operations.ts';
import { templatePreview } from './template-preview.ts';
import { templateTest } from './template-test.ts';
import { valueList } from './value-list.ts';
import { webhooksList, webhooksRetry } from './webhook-operations.ts';

/** Everything that can be asked of Wafa, by the command line and by the API alike. */
export const OPERATIONS: readonly Operation[] = [
  status,
  mailboxFind,
  mailboxTry,
  statusFolders,
  importFileOperation,
  importMappings,
  importFilesList,
  importUndo,
  importMailOperation,
  importMailCount,
  importList,
  contactsList,
  contactShow,
  lapsedList,
  contactHistory,
  contactAdd,
  contactSet,
  contactUnset,
  contactNote,
  contactTag,
  contactOccasion,
  contactAddress,
  contactLog,
  contactFeedback,
  editUndo,
  companiesList,
  companyShow,
  companySet,
  companyUnset,
  companyDomainEdit,
  companyNote,
  companiesMerge,
  sendersList,
  senderSet,
  segmentsList,
  segmentShow,
  segmentPreview,
  segmentSave,
  segmentDelete,
  segmentMembers,
  segmentExplain,
  segmentAdd,
  segmentRemove,
  suggestionsList,
  suggestionShow,
  suggestionAccept,
  suggestionDismiss,
  contactsMerge,
  contactsUnmerge,
  mergesList,
  messagesList,
  messageShow,
  automationsList,
  automationMode,
  dryRunList,
  automationsCheck,
  automationExplain,
  automationSimulate,
  automationReplay,
  automationsPush,
  automationsPull,
  automationHistory,
  automationRestore,
  automationDrop,
  eventRecord,
  tasksList,
  taskDone,
  taskDismiss,
  outboxList,
  outboxShow,
  outboxApprove,
  outboxCancel,
  outboxPause,
  outboxResume,
  outboxResend,
  consentShow,
  consentSet,
  subscribe,
  suppressionsList,
  suppressionAdd,
  suppressionRemove,
  suppressionsImport,
  quarantineList,
  quarantineShow,
  quarantineSave,
  quarantineRetry,
  quarantineDelete,
  reread,
  ordersLearn,
  ordersTrust,
  ordersFind,
  ordersPatterns,
  ordersTest,
  ordersForget,
  digestPreview,
  backup,
  valueList,
  causesShow,
  offersShow,
  retentionShow,
  retentionOpen,
  scoresShow,
  scoresRebuild,
  signInStore,
  signInForget,
  keyRotate,
  erase,
  anonymise,
  erasuresList,
  exportContactOperation,
  apiKeyCreate,
  apiKeysList,
  apiKeyRevoke,
  webhooksList,
  webhooksRetry,
  exportAll,
  doctor,
  loyaltyShow,
  loyaltyGive,
  loyaltyRefer,
  rafflesList,
  raffleCreate,
  raffleEnter,
  raffleDraw,
  raffleVerify,
  campaignsList,
  campaignShow,
  campaignStats,
  campaignPause,
  campaignResume,
  campaignCancel,
  surveysList,
  surveyReportOperation,
  surveyAnswers,
  templatesList,
  templateHistory,
  templateDiff,
  templatesPull,
  templatesPush,
  templatePublish,
  templateRetire,
  templateDiscard,
  templatePreview,
  templateTest,
];

/** The operation of this name. Throws a WafaError with exit code `usage`, and the nearest name, when there is none. */
export function findOperation(name: string): Operation {
  const found = OPERATIONS.find((operation) => operation.name === name);
  if (found) return found;
  const names = OPERATIONS.map((operation) => operation.name);
  const near = nearestName(name, names);
  throw new WafaError(`there is no operation "${name}"`, {
    hint: near === undefined ? `there are: ${names.join(', ')}` : `did you mean "${near}"?`,
    exitCode: ExitCode.usage,
  });
}
