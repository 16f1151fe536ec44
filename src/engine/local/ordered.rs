//! What is made of many things, such as the hits of a list: by all processors, and taken in order.

use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread;

use super::seam::caught;
use super::segments;

/// Things handed over at once: one by one, that would take as long as the work.
const BATCH: usize = 32;
/// Batches a thread may be ahead. So few are held, however many things there are.
const AHEAD: usize = 2;

/// So many batches are made before another thread has found its memory.
const FEW: usize = 3;

/// What came of a batch, up to the first error.
type Made<T> = (Vec<T>, Option<anyhow::Error>);

/// Gives `take` what `make` makes of each of `items`, in their order, up to the first error. Each thread has its own
/// `state`, and all of these are returned, in no certain order.
pub fn in_order<I: Sync, S: Send, T: Send>(
    items: &[I],
    state: impl Fn() -> S + Sync,
    make: impl Fn(&mut S, &I) -> anyhow::Result<T> + Sync,
    take: &mut dyn FnMut(T) -> anyhow::Result<()>,
) -> anyhow::Result<Vec<S>> {
    let batches = items.len().div_ceil(BATCH);
    let threads = match segments::processors() {
        all if all > 1 && batches > FEW => all.min(batches),
        _ => 0,
    };
    let made = |state: &mut S, batch: &[I]| -> Made<T> {
        let mut done = Vec::with_capacity(batch.len());
        let mut each = batch.iter();
        let all = || each.try_for_each(|item| make(state, item).map(|made| done.push(made)));
        let failed = caught(all).err();
        (done, failed)
    };
    // Every so manyth batch, from the one with this number on.
    let work = |(first, step): (usize, usize), out: SyncSender<Made<T>>| {
        let mut state = state();
        for batch in items.chunks(BATCH).skip(first).step_by(step) {
            // What nobody waits for any more is not made.
            if out.send(made(&mut state, batch)).is_err() {
                break;
            }
        }
        state
    };
    thread::scope(|scope| {
        let mut starts = Vec::new();
        let mut lines = Vec::new();
        let mut running = Vec::new();
        for _ in 0..threads {
            let (start, started) = channel();
            let (out, line) = sync_channel(AHEAD);
            // Which batches are its own depends on how many threads can be had.
            let run = move || started.recv().ok().map(|part| work(part, out));
            let Ok(thread) = thread::Builder::new().spawn_scoped(scope, run) else {
                break;
            };
            starts.push(start);
            lines.push(line);
            running.push(thread);
        }
        if running.is_empty() {
            let mut state = state();
            for batch in items.chunks(BATCH) {
                pass_on(made(&mut state, batch), take)?;
            }
            return Ok(vec![state]);
        }
        for (nth, start) in starts.iter().enumerate() {
            // A thread that is gone is missed where its first batch is waited for.
            let _ = start.send((nth, running.len()));
        }
        receive(lines, batches, take)?;
        let states = running.into_iter().filter_map(|thread| thread.join().ok());
        Ok(states.flatten().collect())
    })
}

/// Takes so many batches from one line after the other. Lines end with this, and the threads behind them.
fn receive<T>(
    lines: Vec<Receiver<Made<T>>>,
    batches: usize,
    take: &mut dyn FnMut(T) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    for line in lines.iter().cycle().take(batches) {
        pass_on(line.recv()?, take)?;
    }
    Ok(())
}

fn pass_on<T>(
    (made, failed): Made<T>,
    take: &mut dyn FnMut(T) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    made.into_iter().try_for_each(take)?;
    failed.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::{bail, ensure};

    #[test]
    fn all_are_made_and_taken_in_order() {
        for count in [0, 1, BATCH, BATCH + 1, 3 * BATCH, 40 * BATCH + 7] {
            let items: Vec<usize> = (0..count).collect();
            let mut taken = Vec::new();
            let make = |made: &mut usize, item: &usize| {
                *made += 1;
                Ok(item * 2)
            };
            let states = in_order(&items, || 0, make, &mut |double| {
                taken.push(double);
                Ok(())
            });
            assert_eq!(states.unwrap().into_iter().sum::<usize>(), count);
            assert_eq!(taken, (0..count).map(|n| n * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_comes_before_a_failure_is_taken_and_nothing_after_it() {
        let items: Vec<usize> = (0..40 * BATCH).collect();
        for bad in [0, 5, BATCH, 7 * BATCH + 3] {
            for panics in [false, true] {
                let mut taken = 0;
                let make = |_: &mut (), item: &usize| {
                    assert!(!panics || *item != bad, "no such article");
                    ensure!(*item != bad, "no such article");
                    Ok(())
                };
                let error = in_order(&items, || (), make, &mut |()| {
                    taken += 1;
                    Ok(())
                });
                let error = error.unwrap_err().to_string();
                assert!(error.contains("no such article"), "{error}");
                assert_eq!(taken, bad);
            }
        }
    }

    #[test]
    fn a_reader_that_has_enough_ends_the_work() {
        let items: Vec<usize> = (0..1000 * BATCH).collect();
        let mut taken = 0;
        let make = |_: &mut (), item: &usize| Ok(*item);
        let error = in_order(&items, || (), make, &mut |_| {
            taken += 1;
            match taken {
                9 => bail!("closed"),
                _ => Ok(()),
            }
        });
        assert_eq!(error.unwrap_err().to_string(), "closed");
    }
}
