//! The gradient tape, against what TensorFlow was seen to do. A number in a comment, as `// 13`, is an observation of `docs/tensorflow.md`.

mod arrays;
mod article;
mod compiled;
mod custom;
mod document;
mod edge;
mod edge_differences;
mod jacobian;
mod minimize;
mod nested;
mod once_or_often;
mod optimizers;
mod properties;
mod recorded;
mod rules;
mod state;
mod targets;
mod unconnected;
mod variables;
mod watching;
