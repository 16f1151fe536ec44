//! The way from the threads to the engine: a channel that holds a number of changes and a number of bytes.

use std::cell::RefCell;
use std::sync::{Arc, Condvar, Mutex};

use crossbeam_channel::{Receiver, Sender};

use super::lock;
use crate::engine::Change;

/// Most changes that go together, and bytes of text of which they do: each time, a thread that waits is woken.
const HANDFUL: (usize, usize) = (32, 1 << 20);

/// Where changes are put in, one for each thread.
pub struct Gate {
    send: Sender<Vec<Change>>,
    valve: Arc<Valve>,
    /// Changes that will go with the next ones, and bytes of text in them.
    held: RefCell<(Vec<Change>, usize)>,
}

/// Where they come out.
pub struct Changes {
    receive: Receiver<Vec<Change>>,
    valve: Arc<Valve>,
    here: std::vec::IntoIter<Change>,
}

/// What is in between.
struct Valve {
    most: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    bytes: usize,
    closed: bool,
}

/// A channel for about so many changes, and so many bytes of text: an article that is larger goes alone.
pub fn bounded(changes: usize, bytes: usize) -> (Gate, Changes) {
    let (send, receive) = crossbeam_channel::bounded(changes.div_ceil(HANDFUL.0));
    let valve = Arc::new(Valve {
        most: bytes,
        state: Mutex::default(),
        changed: Condvar::new(),
    });
    let gate = Gate {
        send,
        valve: valve.clone(),
        held: RefCell::default(),
    };
    let changes = Changes {
        receive,
        valve,
        here: Vec::new().into_iter(),
    };
    (gate, changes)
}

/// Bytes of text in a change.
fn weight(change: &Change) -> usize {
    match change {
        Change::Add(article) => article.body.len(),
        _ => 0,
    }
}

impl Clone for Gate {
    /// Another one, which holds nothing yet.
    fn clone(&self) -> Self {
        Gate {
            send: self.send.clone(),
            valve: self.valve.clone(),
            held: RefCell::default(),
        }
    }
}

impl Gate {
    /// Takes a change, which goes with some others or with [`Gate::flush`]. Waits until there is room. False when
    /// nobody takes changes any more.
    pub fn send(&self, change: Change) -> bool {
        let full = {
            let (held, bytes) = &mut *self.held.borrow_mut();
            *bytes += weight(&change);
            held.push(change);
            held.len() >= HANDFUL.0 || *bytes >= HANDFUL.1
        };
        !full || self.flush()
    }

    /// Lets go of what is held: to be called before another thread sends what comes after it, and before waiting.
    /// False when nobody takes changes any more.
    pub fn flush(&self) -> bool {
        let (held, weight) = self.held.take();
        if held.is_empty() {
            return true;
        }
        if weight > 0 {
            let mut state = lock(&self.valve.state);
            while !state.closed && state.bytes > 0 && state.bytes + weight > self.valve.most {
                let woken = self.valve.changed.wait(state);
                state = woken.unwrap_or_else(|poisoned| poisoned.into_inner());
            }
            // The end is closed before the channel itself is.
            if state.closed {
                return false;
            }
            state.bytes += weight;
        }
        self.send.send(held).is_ok()
    }
}

impl Iterator for Changes {
    type Item = Change;

    fn next(&mut self) -> Option<Change> {
        if let Some(change) = self.here.next() {
            return Some(change);
        }
        let handful = self.receive.recv().ok()?;
        let weight: usize = handful.iter().map(weight).sum();
        if weight > 0 {
            lock(&self.valve.state).bytes -= weight;
            self.valve.changed.notify_all();
        }
        self.here = handful.into_iter();
        self.here.next()
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        lock(&self.valve.state).closed = true;
        self.valve.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    fn article(bytes: usize) -> Change {
        Change::Add(Box::new(Article {
            body: "x".repeat(bytes),
            ..Article::default()
        }))
    }

    #[test]
    fn bytes_are_bounded_and_all_comes_through() {
        let (gate, changes) = bounded(100, 3 << 20);
        let valve = changes.valve.clone();
        std::thread::scope(|scope| {
            for _ in 0..3 {
                let gate = gate.clone();
                scope.spawn(move || {
                    for bytes in [10, 2 << 20, 5 << 20, 1 << 20, 0] {
                        assert!(gate.send(article(bytes)));
                        assert!(gate.send(Change::Remove(String::new())));
                    }
                    assert!(gate.flush());
                });
            }
            drop(gate);
            let (mut sum, mut count) = (0, 0);
            for change in changes {
                sum += weight(&change);
                count += 1;
                let bytes = lock(&valve.state).bytes;
                assert!(bytes <= 3 << 20 || bytes == 5 << 20, "{bytes}");
            }
            assert_eq!((sum, count), (3 * (10 + (8 << 20)), 30));
        });
    }

    #[test]
    fn what_is_held_goes_in_order() {
        let (gate, changes) = bounded(100, 1 << 20);
        let path = |n: usize| n.to_string();
        for n in 0..70 {
            assert!(gate.send(Change::Remove(path(n))));
        }
        assert!(gate.flush() && gate.flush());
        drop(gate);
        let all: Vec<String> = changes
            .map(|change| match change {
                Change::Remove(path) => path,
                _ => String::new(),
            })
            .collect();
        assert_eq!(all, (0..70).map(path).collect::<Vec<_>>());
    }

    #[test]
    fn nobody_waits_for_an_end_that_is_closed() {
        let (gate, changes) = bounded(100, 3 << 20);
        assert!(gate.send(article(2 << 20)));
        std::thread::scope(|scope| {
            let waiting = gate.clone();
            let waiting = scope.spawn(move || waiting.send(article(2 << 20)));
            drop(changes);
            assert!(!waiting.join().unwrap());
        });
    }
}
