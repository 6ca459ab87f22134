import type { RehearsalObserver } from './observer.ts';

/** One observer that tells several. */
export function observers(told: readonly RehearsalObserver[]): RehearsalObserver {
  return {
    began: (...news) => tell((one) => one.began(...news)),
    rolloutBegan: (...news) => tell((one) => one.rolloutBegan(...news)),
    minutePassed: (...news) => tell((one) => one.minutePassed(...news)),
    alarmChanged: (...news) => tell((one) => one.alarmChanged(...news)),
    rolloutDecided: (...news) => tell((one) => one.rolloutDecided(...news)),
    candidateRemoved: (...news) => tell((one) => one.candidateRemoved(...news)),
    rolloutEnded: (...news) => tell((one) => one.rolloutEnded(...news)),
  };
  function tell(news: (observer: RehearsalObserver) => void): void {
    for (const observer of told) news(observer);
  }
}
