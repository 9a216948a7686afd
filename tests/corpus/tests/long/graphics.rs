//! Rays, cameras, arms and bodies.

mod ray_tracer {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::ops::{Add, AddAssign, Mul, Neg, Sub};

    #[derive(Differentiable, Debug, Clone, Copy, PartialEq, Default)]
    pub struct Vec3 {
        pub x: f64,
        pub y: f64,
        pub z: f64,
    }

    #[differentiable]
    impl Vec3 {
        pub const ZERO: Vec3 = Vec3 { x: 0.0, y: 0.0, z: 0.0 };

        pub fn new(x: f64, y: f64, z: f64) -> Self {
            Self { x, y, z }
        }

        pub fn dot(self, other: Self) -> f64 {
            self.x * other.x + self.y * other.y + self.z * other.z
        }

        pub fn length(self) -> f64 {
            self.dot(self).sqrt()
        }

        pub fn normalized(self) -> Self {
            self * (1.0 / self.length())
        }

        pub fn reflect(self, normal: Self) -> Self {
            self - normal * (2.0 * self.dot(normal))
        }

        /// Component by component.
        pub fn hadamard(self, other: Self) -> Self {
            Self::new(self.x * other.x, self.y * other.y, self.z * other.z)
        }
    }

    #[differentiable]
    impl Add for Vec3 {
        type Output = Self;
        fn add(self, o: Self) -> Self {
            Self::new(self.x + o.x, self.y + o.y, self.z + o.z)
        }
    }

    #[differentiable]
    impl AddAssign for Vec3 {
        fn add_assign(&mut self, o: Self) {
            *self = *self + o;
        }
    }

    #[differentiable]
    impl Sub for Vec3 {
        type Output = Self;
        fn sub(self, o: Self) -> Self {
            Self::new(self.x - o.x, self.y - o.y, self.z - o.z)
        }
    }

    #[differentiable]
    impl Mul<f64> for Vec3 {
        type Output = Self;
        fn mul(self, k: f64) -> Self {
            Self::new(self.x * k, self.y * k, self.z * k)
        }
    }

    #[differentiable]
    impl Neg for Vec3 {
        type Output = Self;
        fn neg(self) -> Self {
            self * -1.0
        }
    }

    #[derive(Differentiable, Debug, Clone, Copy)]
    pub struct Ray {
        origin: Vec3,
        direction: Vec3,
    }

    #[differentiable]
    impl Ray {
        fn at(&self, t: f64) -> Vec3 {
            self.origin + self.direction * t
        }
    }

    #[derive(Differentiable, Debug, Clone, Copy)]
    pub struct Material {
        color: Vec3,
        shininess: f64,
        mirror: f64,
    }

    #[derive(Differentiable, Debug, Clone)]
    pub enum Object {
        Sphere { center: Vec3, radius: f64, material: Material },
        Plane { height: f64, material: Material },
    }

    #[derive(Differentiable, Debug, Clone, Copy)]
    pub struct Hit {
        t: f64,
        point: Vec3,
        normal: Vec3,
        material: Material,
    }

    const EPSILON: f64 = 1e-6;

    #[differentiable]
    impl Object {
        fn intersect(&self, ray: &Ray) -> Option<Hit> {
            match self {
                Object::Sphere { center, radius, material } => {
                    let oc = ray.origin - *center;
                    let b = oc.dot(ray.direction);
                    let discriminant = b * b - (oc.dot(oc) - radius * radius);
                    if discriminant <= 0.0 {
                        return None;
                    }
                    let root = discriminant.sqrt();
                    let t = [-b - root, -b + root].into_iter().find(|t| *t > EPSILON)?;
                    let point = ray.at(t);
                    Some(Hit { t, point, normal: (point - *center) * (1.0 / radius), material: *material })
                }
                Object::Plane { height, material } => {
                    if ray.direction.y.abs() < EPSILON {
                        return None;
                    }
                    let t = (height - ray.origin.y) / ray.direction.y;
                    if t > EPSILON {
                        let normal = Vec3::new(0.0, 1.0, 0.0);
                        Some(Hit { t, point: ray.at(t), normal, material: *material })
                    } else {
                        None
                    }
                }
            }
        }
    }

    #[derive(Differentiable, Debug, Clone)]
    pub struct Scene {
        objects: Vec<Object>,
        light: Vec3,
        ambient: f64,
    }

    #[differentiable]
    impl Scene {
        fn closest(&self, ray: &Ray) -> Option<Hit> {
            self.objects.iter().filter_map(|o| o.intersect(ray)).min_by(|a, b| a.t.partial_cmp(&b.t).unwrap())
        }

        fn trace(&self, ray: &Ray, depth: u32) -> Vec3 {
            let Some(hit) = self.closest(ray) else {
                // Sky.
                let s = 0.5 * (ray.direction.y + 1.0);
                return Vec3::new(0.9, 0.95, 1.0) * (1.0 - s) + Vec3::new(0.3, 0.5, 0.8) * s;
            };
            let to_light = self.light - hit.point;
            let distance = to_light.length();
            let l = to_light * (1.0 / distance);
            let mut color = hit.material.color * self.ambient;
            let shadow = Ray { origin: hit.point + hit.normal * 1e-4, direction: l };
            let lit = match self.closest(&shadow) {
                Some(blocker) => blocker.t > distance,
                None => true,
            };
            if lit {
                let diffuse = hit.normal.dot(l).max(0.0);
                color += hit.material.color * (diffuse * 20.0 / (distance * distance));
                let specular = (-l).reflect(hit.normal).dot(-ray.direction);
                if specular > 0.0 {
                    color += Vec3::new(1.0, 1.0, 1.0) * specular.powf(hit.material.shininess);
                }
            }
            if depth > 0 && hit.material.mirror > 0.0 {
                let direction = ray.direction.reflect(hit.normal);
                let bounced = self.trace(&Ray { origin: hit.point + hit.normal * 1e-4, direction }, depth - 1);
                color = color * (1.0 - hit.material.mirror) + bounced.hadamard(hit.material.color) * hit.material.mirror;
            }
            color
        }
    }

    #[differentiable]
    pub fn brightness(scene: &Scene, width: usize, height: usize) -> f64 {
        let eye = Vec3::new(0.0, 1.0, -4.0);
        let mut total = Vec3::ZERO;
        for row in 0..height {
            for column in 0..width {
                let u = (column as f64 + 0.5) / width as f64 * 2.0 - 1.0;
                let v = 1.0 - (row as f64 + 0.5) / height as f64 * 2.0;
                let ray = Ray { origin: eye, direction: Vec3::new(u, v, 1.5).normalized() };
                total += scene.trace(&ray, 2);
            }
        }
        let pixels = (width * height) as f64;
        total.dot(Vec3::new(0.2126, 0.7152, 0.0722)) / pixels
    }

    #[test]
    fn gradient() {
        let material = |r, g, b, shininess, mirror| Material { color: Vec3::new(r, g, b), shininess, mirror };
        let scene = Scene {
            objects: vec![
                Object::Sphere { center: Vec3::new(-0.7, 0.8, 0.5), radius: 1.0, material: material(0.9, 0.3, 0.2, 12.0, 0.3) },
                Object::Sphere { center: Vec3::new(1.1, 0.5, 0.0), radius: 0.6, material: material(0.2, 0.8, 0.4, 30.0, 0.5) },
                Object::Plane { height: -0.2, material: material(0.6, 0.6, 0.7, 5.0, 0.05) },
            ],
            light: Vec3::new(2.0, 4.0, -3.0),
            ambient: 0.1,
        };
        corpus::verify!(brightness(&scene, 6, 5), brightness_grad(&scene, 6, 5));
    }
}

mod bundle_adjustment {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug)]
    struct Camera {
        rotation: [f64; 3],
        translation: [f64; 3],
        focal: f64,
        distortion: (f64, f64),
    }

    struct Observation {
        camera: usize,
        point: usize,
        pixel: [f64; 2],
    }

    #[differentiable]
    fn cross(a: &[f64; 3], b: &[f64; 3]) -> [f64; 3] {
        [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
    }

    #[differentiable]
    fn dot3(a: &[f64; 3], b: &[f64; 3]) -> f64 {
        a.iter().zip(b.iter()).map(|(x, y)| x * y).sum()
    }

    /// Rodrigues' formula.
    #[differentiable]
    fn rotate(axis_angle: &[f64; 3], p: &[f64; 3]) -> [f64; 3] {
        let theta2 = dot3(axis_angle, axis_angle);
        if theta2 > 1e-16 {
            let theta = theta2.sqrt();
            let (sin, cos) = theta.sin_cos();
            let w = axis_angle.map(|a| a / theta);
            let wxp = cross(&w, p);
            let along = dot3(&w, p) * (1.0 - cos);
            std::array::from_fn(|k| p[k] * cos + wxp[k] * sin + w[k] * along)
        } else {
            let wxp = cross(axis_angle, p);
            [p[0] + wxp[0], p[1] + wxp[1], p[2] + wxp[2]]
        }
    }

    #[differentiable]
    impl Camera {
        fn project(&self, point: &[f64; 3]) -> Option<(f64, f64)> {
            let mut p = rotate(&self.rotation, point);
            for (c, t) in p.iter_mut().zip(&self.translation) {
                *c += t;
            }
            let [x, y, z] = p;
            if z >= -0.1 {
                return None;
            }
            let (x, y) = (-x / z, -y / z);
            let r2 = x * x + y * y;
            let (k1, k2) = self.distortion;
            let scale = self.focal * (1.0 + r2 * (k1 + k2 * r2));
            Some((scale * x, scale * y))
        }
    }

    #[derive(Clone, Copy)]
    enum Loss {
        Squared,
        Huber(u8),
    }

    #[differentiable]
    fn robust(squared: f64, kind: &str) -> f64 {
        match kind {
            "huber" if squared > 1.0 => 2.0 * squared.sqrt() - 1.0,
            "cauchy" => (1.0 + squared).ln(),
            _ => squared,
        }
    }

    #[differentiable]
    fn reprojection(cameras: &[Camera], points: &[[f64; 3]], seen: &[(usize, usize)], pixels: &[[f64; 2]], kind: &str) -> f64 {
        let mut cost = 0.0;
        for (&(camera, point), &[u, v]) in seen.iter().zip(pixels) {
            let Some((x, y)) = cameras[camera].project(&points[point]) else {
                cost += 1.0;
                continue;
            };
            let (du, dv) = (x - u, y - v);
            cost += robust(du * du + dv * dv, kind);
        }
        0.5 * cost
    }

    #[test]
    fn gradient() {
        let cameras = vec![
            Camera { rotation: [0.1, -0.2, 0.05], translation: [0.3, 0.1, -6.0], focal: 4.0, distortion: (-0.1, 0.02) },
            Camera { rotation: [0.0, 0.0, 0.0], translation: [-0.5, 0.2, -5.0], focal: 3.5, distortion: (0.05, 0.0) },
        ];
        let points = [[1.0, 0.5, 0.2], [-0.7, 1.2, -0.5], [0.3, -0.9, 7.0]];
        let seen = [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2)];
        let pixels = [[0.5, 0.9], [-2.3, 0.4], [0.2, 0.6], [0.8, -0.7], [0.0, 0.0]];
        corpus::verify!(reprojection(&cameras, &points, &seen, &pixels, "huber"), reprojection_grad(&cameras, &points, &seen, &pixels, "huber"));
    }
}

mod rigid_bodies {
    use autodiff_runtime::{Differentiable, differentiable};

    type Vector = [f64; 3];

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct Quaternion {
        w: f64,
        v: Vector,
    }

    #[derive(Differentiable, Clone, Debug)]
    struct Body {
        mass: f64,
        inertia: Vector,
        position: Vector,
        velocity: Vector,
        orientation: Quaternion,
        spin: Vector,
    }

    #[derive(Differentiable, Clone, Debug)]
    struct World {
        bodies: Vec<Body>,
        gravity: f64,
        stiffness: f64,
        damping: f64,
    }

    #[differentiable]
    fn cross(a: Vector, b: Vector) -> Vector {
        [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
    }

    #[differentiable]
    fn axpy(a: f64, x: &Vector, y: &mut Vector) {
        for (yi, xi) in y.iter_mut().zip(x.iter()) {
            *yi += a * xi;
        }
    }

    #[differentiable]
    impl Quaternion {
        fn times(self, o: Quaternion) -> Quaternion {
            let mut v = cross(self.v, o.v);
            axpy(self.w, &o.v, &mut v);
            axpy(o.w, &self.v, &mut v);
            let d: f64 = self.v.iter().zip(&o.v).map(|(a, b)| a * b).sum();
            Quaternion { w: self.w * o.w - d, v }
        }

        fn conjugate(self) -> Quaternion {
            Quaternion { v: self.v.map(|c| -c), ..self }
        }

        fn normalize(&mut self) {
            let n = (self.w * self.w + self.v.iter().map(|c| c * c).sum::<f64>()).sqrt();
            self.w /= n;
            self.v.iter_mut().for_each(|c| *c /= n);
        }

        fn rotate(self, p: Vector) -> Vector {
            self.times(Quaternion { w: 0.0, v: p }).times(self.conjugate()).v
        }
    }

    #[differentiable]
    impl Body {
        /// Explicit Euler for spin and orientation.
        fn turn(&mut self, torque: Vector, dt: f64) {
            let l: Vector = std::array::from_fn(|k| self.inertia[k] * self.spin[k]);
            let gyro = cross(self.spin, l);
            for k in 0..3 {
                self.spin[k] += dt * (torque[k] - gyro[k]) / self.inertia[k];
            }
            let dq = self.orientation.times(Quaternion { w: 0.0, v: self.spin });
            self.orientation.w += 0.5 * dt * dq.w;
            axpy(0.5 * dt, &dq.v, &mut self.orientation.v);
            self.orientation.normalize();
        }

        fn kinetic(&self) -> f64 {
            let linear = 0.5 * self.mass * self.velocity.iter().map(|v| v.powi(2)).sum::<f64>();
            let angular: f64 = self.spin.iter().zip(&self.inertia).map(|(w, i)| 0.5 * i * w * w).sum();
            linear + angular
        }
    }

    #[differentiable]
    impl World {
        fn step(&mut self, dt: f64) {
            let n = self.bodies.len();
            let mut forces = vec![[0.0; 3]; n];
            for (f, b) in forces.iter_mut().zip(&self.bodies) {
                f[1] -= b.mass * self.gravity;
                let depth = -b.position[1];
                if depth > 0.0 {
                    f[1] += self.stiffness * depth - self.damping * b.velocity[1];
                }
            }
            for i in 0..n {
                for j in i + 1..n {
                    let d: Vector = std::array::from_fn(|k| self.bodies[j].position[k] - self.bodies[i].position[k]);
                    let pull = 0.3 * self.bodies[i].mass * self.bodies[j].mass;
                    axpy(pull, &d, &mut forces[i]);
                    axpy(-pull, &d, &mut forces[j]);
                }
            }
            for (body, force) in self.bodies.iter_mut().zip(forces) {
                let arm = body.orientation.rotate([0.0, 0.1, 0.0]);
                let m = body.mass;
                axpy(dt / m, &force, &mut body.velocity);
                let velocity = body.velocity;
                axpy(dt, &velocity, &mut body.position);
                body.turn(cross(arm, force), dt);
            }
        }
    }

    #[differentiable]
    fn simulate(world: &World, steps: usize) -> f64 {
        let mut world = world.clone();
        for _ in 0..steps {
            world.step(0.02);
        }
        let energy: f64 = world.bodies.iter().map(Body::kinetic).sum();
        let tip = world.bodies[0].orientation.rotate([1.0, 0.0, 0.0]);
        energy + tip[0] * tip[2] + world.bodies.last().unwrap().position[1]
    }

    #[test]
    fn gradient() {
        let body = |mass, position, spin| Body {
            mass,
            inertia: [0.4 * mass, 0.5 * mass, 0.7 * mass],
            position,
            velocity: [0.1, -0.5, 0.0],
            orientation: Quaternion { w: 0.8, v: [0.6, 0.0, 0.0] },
            spin,
        };
        let bodies = vec![body(1.0, [0.0, 0.05, 0.0], [1.0, 2.0, -0.5]), body(2.0, [1.0, 0.4, -0.3], [0.3, 0.0, 0.7])];
        let world = World { bodies, gravity: 9.81, stiffness: 300.0, damping: 4.0 };
        corpus::verify!(simulate(&world, 15), simulate_grad(&world, 15));
    }
}

mod robot_arm {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct Link {
        length: f64,
        twist: f64,
        offset: f64,
    }

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct Frame<const N: usize> {
        m: [[f64; N]; N],
    }

    #[differentiable]
    impl<const N: usize> Frame<N> {
        fn identity() -> Self {
            let mut m = [[0.0; N]; N];
            for (i, row) in m.iter_mut().enumerate() {
                row[i] = 1.0;
            }
            Self { m }
        }

        fn compose(&self, other: &Self) -> Self {
            let mut out = [[0.0; N]; N];
            for i in 0..N {
                for j in 0..N {
                    out[i][j] = (0..N).map(|k| self.m[i][k] * other.m[k][j]).sum();
                }
            }
            Frame { m: out }
        }
    }

    /// Denavit–Hartenberg.
    #[differentiable]
    fn joint(link: &Link, angle: f64) -> Frame<4> {
        let (st, ct) = angle.sin_cos();
        let (sa, ca) = link.twist.sin_cos();
        Frame {
            m: [
                [ct, -st * ca, st * sa, link.length * ct],
                [st, ct * ca, -ct * sa, link.length * st],
                [0.0, sa, ca, link.offset],
                [0.0, 0.0, 0.0, 1.0],
            ],
        }
    }

    #[differentiable]
    fn forward(links: &[Link], angles: &[f64]) -> [f64; 3] {
        let tip = links.iter().zip(angles).fold(Frame::<4>::identity(), |frame, (link, &angle)| frame.compose(&joint(link, angle)));
        [tip.m[0][3], tip.m[1][3], tip.m[2][3]]
    }

    #[differentiable]
    fn distance(a: &[f64; 3], b: &[f64; 3]) -> f64 {
        let mut s = 0.0;
        for k in 0..3 {
            s += (a[k] - b[k]).powi(2);
        }
        s.sqrt()
    }

    /// Coordinate descent on the joints by probing both sides.
    #[differentiable]
    fn reach(links: &[Link; 3], start: &[f64; 3], target: &[f64; 3], rounds: usize) -> f64 {
        let mut angles = *start;
        let mut step = 0.3;
        let mut best = distance(&forward(links, &angles), target);
        for round in 0..rounds {
            let mut improved = false;
            for k in 0..angles.len() {
                for direction in [1.0, -1.0] {
                    let mut candidate = angles;
                    candidate[k] += direction * step;
                    let d = distance(&forward(links, &candidate), target);
                    if d < best {
                        best = d;
                        angles = candidate;
                        improved = true;
                        break;
                    }
                }
            }
            if !improved {
                step *= 0.5;
            }
            if round > 2 && best < 1e-3 {
                break;
            }
        }
        best + 0.01 * angles.iter().map(|a| a * a).sum::<f64>()
    }

    #[test]
    fn gradient() {
        let links = [
            Link { length: 1.0, twist: 0.5, offset: 0.1 },
            Link { length: 0.8, twist: -0.3, offset: 0.0 },
            Link { length: 0.5, twist: 0.2, offset: -0.2 },
        ];
        let (start, target) = ([0.1, 0.2, 0.3], [0.6, 1.1, 0.7]);
        corpus::verify!(reach(&links, &start, &target, 6), reach_grad(&links, &start, &target, 6));
    }
}
