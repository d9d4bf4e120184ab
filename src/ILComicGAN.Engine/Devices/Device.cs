using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices;

/// <summary>
/// The contract between autograd and what computes: about thirty primitives over contiguous float32 buffers.
/// </summary>
/// <remarks>
/// Every buffer is row-major and at least as long as the shape says. Outputs are overwritten, never accumulated into,
/// and never overlap inputs. Sizes were checked by the caller. Calls are in order; a device may run them
/// asynchronously and must finish them before <see cref="Download"/> returns. The set is closed under differentiation:
/// the gradient of each primitive is made of primitives, twice.
/// </remarks>
public abstract class Device : IDisposable
{
    /// <summary>Names the device and prepares its allocator.</summary>
    /// <param name="name">As on the command line: “cpu”, “cuda:0”, “simulator”.</param>
    protected Device(string name)
    {
        Name = name;
        Allocator = new CachingAllocator(this, CreateBuffer);
    }

    /// <summary>As on the command line: “cpu”, “cuda:0”, “simulator”.</summary>
    public string Name { get; }

    /// <summary>One line for people: processor, instruction set, threads, memory.</summary>
    public abstract string Description { get; }

    /// <summary>Where this device's memory comes from and is counted.</summary>
    public CachingAllocator Allocator { get; }

    /// <summary>Makes a new buffer of <paramref name="capacity"/> elements, aligned to 64 bytes or more.</summary>
    /// <exception cref="OutOfMemoryException">There is none left.</exception>
    protected abstract DeviceBuffer CreateBuffer(long capacity);

    /// <summary>Bytes up to which the allocator keeps buffers for later; the device itself keeps the memory of larger ones.</summary>
    internal virtual long CachedUpTo => long.MaxValue;

    /// <summary>Gives memory that the device itself keeps back to the system.</summary>
    internal virtual void GiveBackUnused()
    {
    }

    internal DeviceBuffer NewBuffer(long capacity) => CreateBuffer(capacity);

    // ---- Transfer -------------------------------------------------------------------------------------------------

    /// <summary>Copies host values into the first elements of <paramref name="y"/>.</summary>
    public abstract void Upload(ReadOnlySpan<float> values, DeviceBuffer y);

    /// <summary>Waits for <paramref name="x"/> and copies its first elements to the host.</summary>
    public abstract void Download(DeviceBuffer x, Span<float> values);

    /// <summary>The elements themselves, where this device's memory is the host's and holds float32.</summary>
    public virtual bool TryGetHostMemory(DeviceBuffer y, out Span<float> memory)
    {
        memory = default;
        return false;
    }

    /// <summary>Waits until everything asked for is done.</summary>
    public abstract void Synchronize();

    /// <summary>How long the device takes for <paramref name="work"/>, by its own clock where it has one.</summary>
    public virtual TimeSpan Time(Action work)
    {
        Synchronize();
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        work();
        Synchronize();
        return System.Diagnostics.Stopwatch.GetElapsedTime(start);
    }

    // ---- Element-wise, movement, reduction ------------------------------------------------------------------------

    /// <summary>y[i] = value for the whole length.</summary>
    public abstract void Fill(DeviceBuffer y, double value);

    /// <summary>y[i] = op(x[i]; p0, p1). Memory-bound.</summary>
    public abstract void Unary(UnaryOp op, DeviceBuffer x, DeviceBuffer y, double p0, double p1);

    /// <summary>y = op(a, b; parameter) with the walk of <paramref name="plan"/>. Memory-bound.</summary>
    public abstract void Binary(
        BinaryOp op, DeviceBuffer a, DeviceBuffer b, DeviceBuffer y, BroadcastPlan plan, double parameter);

    /// <summary>A strided copy; elements of <paramref name="y"/> outside the walk keep their values. Memory-bound.</summary>
    public abstract void Copy(DeviceBuffer x, DeviceBuffer y, CopyPlan plan);

    /// <summary>y[outer, inner] = Σ_count x[outer, count, inner], in an order that depends on the sizes only. Memory-bound.</summary>
    public abstract void Sum(DeviceBuffer x, DeviceBuffer y, long outer, long count, long inner);

    // ---- Products -------------------------------------------------------------------------------------------------

    /// <summary>C = op(A)·op(B) for each of a batch. Compute-bound.</summary>
    public abstract void MatMul(DeviceBuffer a, DeviceBuffer b, DeviceBuffer c, in MatMulShape shape);

    /// <summary>y = LeakyReLU(x ⋆ w (+ bias per output channel); slope); a slope of 1 is no activation. Compute-bound.</summary>
    public abstract void Conv2d(
        DeviceBuffer x, DeviceBuffer w, DeviceBuffer? bias, DeviceBuffer y, in Conv2dShape shape, double slope = 1);

    /// <summary>
    /// The same over a picture as <paramref name="edge"/> shows it: enlarged and with a reflected border. A device that
    /// can reads it so; the others make the picture first.
    /// </summary>
    /// <param name="x">[N, C_in, edge.Height, edge.Width].</param>
    /// <param name="w">Weight.</param>
    /// <param name="bias">Per output channel, or null.</param>
    /// <param name="y">Result.</param>
    /// <param name="edge">What the convolution sees of x.</param>
    /// <param name="shape">Its sizes, with no padding: the input is what <paramref name="edge"/> shows.</param>
    /// <param name="slope">Of the activation; 1 for none.</param>
    public virtual void Conv2d(
        DeviceBuffer x,
        DeviceBuffer w,
        DeviceBuffer? bias,
        DeviceBuffer y,
        in PictureEdge edge,
        in Conv2dShape shape,
        double slope = 1)
    {
        DeviceBuffer seen = Seen(x, edge, shape);
        Conv2d(seen, w, bias, y, shape, slope);
        seen.Release();
    }

    /// <summary>
    /// Whether <see cref="FusedConv2d"/> spares passes over memory here. Where it does not, a normalization is better
    /// made in place.
    /// </summary>
    public virtual bool FusesNormalization => false;

    /// <summary>
    /// A convolution with the normalization before it and the statistics for the one after it, as if each were made by
    /// its own primitive. Compute-bound.
    /// </summary>
    /// <param name="x">[N, C_in, H, W], or [N, C_in, edge.Height, edge.Width].</param>
    /// <param name="w">Weight.</param>
    /// <param name="bias">Per output channel, or null.</param>
    /// <param name="y">Result.</param>
    /// <param name="edge">What the convolution sees of x; null for x itself, with the zeros of <paramref name="shape"/>.</param>
    /// <param name="shape">Its sizes; without padding where there is an <paramref name="edge"/>.</param>
    /// <param name="fusion">What is done besides.</param>
    /// <param name="slope">Of the activation; 1 for none.</param>
    public virtual void FusedConv2d(
        DeviceBuffer x,
        DeviceBuffer w,
        DeviceBuffer? bias,
        DeviceBuffer y,
        in PictureEdge? edge,
        in Conv2dShape shape,
        in Conv2dFusion fusion,
        double slope = 1)
    {
        DeviceBuffer? normalized = null;
        if (fusion.Input is { } pending)
        {
            int spatial = edge is { } stored ? stored.Height * stored.Width : shape.InHeight * shape.InWidth;
            NormalizationShape sizes = new(shape.Batch, shape.InChannels, spatial, 0, pending.Slope);
            normalized = Allocator.Rent((long)shape.Batch * shape.InChannels * spatial);
            NormalizationApply(
                x, pending.Mean, pending.ReciprocalDeviation, pending.Gamma, pending.Beta, normalized, sizes);
        }

        if (edge is { } seen)
        {
            Conv2d(normalized ?? x, w, bias, y, seen, shape, slope);
        }
        else
        {
            Conv2d(normalized ?? x, w, bias, y, shape, slope);
        }

        normalized?.Release();
        if (fusion.Statistics is { } s)
        {
            NormalizationShape sizes = new(shape.Batch, shape.OutChannels, shape.OutHeight * shape.OutWidth, s.Epsilon);
            NormalizationStatistics(y, s.Mean, s.ReciprocalDeviation, s.Choice, s.Kind, sizes);
        }
    }

    /// <summary>The adjoint of <see cref="Conv2d(DeviceBuffer, DeviceBuffer, DeviceBuffer?, DeviceBuffer, in Conv2dShape, double)"/> in x: gx = ∂⟨gy, x ⋆ w⟩/∂x. Compute-bound.</summary>
    public abstract void Conv2dInputGradient(DeviceBuffer gy, DeviceBuffer w, DeviceBuffer gx, in Conv2dShape shape);

    /// <summary>The adjoint of <see cref="Conv2d(DeviceBuffer, DeviceBuffer, DeviceBuffer?, DeviceBuffer, in Conv2dShape, double)"/> in w: gw = ∂⟨gy, x ⋆ w⟩/∂w. Compute-bound.</summary>
    public abstract void Conv2dWeightGradient(DeviceBuffer x, DeviceBuffer gy, DeviceBuffer gw, in Conv2dShape shape);

    /// <summary>The same over a picture as <paramref name="edge"/> shows it.</summary>
    /// <param name="x">[N, C_in, edge.Height, edge.Width].</param>
    /// <param name="gy">Gradient of the result.</param>
    /// <param name="gw">Gradient of the weight.</param>
    /// <param name="edge">What the convolution sees of x.</param>
    /// <param name="shape">Its sizes, with no padding: the input is what <paramref name="edge"/> shows.</param>
    public virtual void Conv2dWeightGradient(
        DeviceBuffer x, DeviceBuffer gy, DeviceBuffer gw, in PictureEdge edge, in Conv2dShape shape)
    {
        DeviceBuffer seen = Seen(x, edge, shape);
        Conv2dWeightGradient(seen, gy, gw, shape);
        seen.Release();
    }

    /// <summary>x as <paramref name="edge"/> shows it, stored; the caller gives it back.</summary>
    private DeviceBuffer Seen(DeviceBuffer x, in PictureEdge edge, in Conv2dShape shape)
    {
        int planes = shape.Batch * shape.InChannels;
        (int height, int width) = (edge.Height * edge.Enlarge, edge.Width * edge.Enlarge);
        DeviceBuffer? enlarged = edge.Enlarge == 1 ? null : Allocator.Rent((long)planes * height * width);
        DeviceBuffer seen = Allocator.Rent((long)planes * shape.InHeight * shape.InWidth);
        if (enlarged is not null)
        {
            Resize(x, enlarged, new ResizeShape(planes, edge.Height, edge.Width, height, width, ResizeMode.Nearest));
        }

        ReflectPad(
            enlarged ?? x, seen, new ReflectPadShape(planes, height, width, edge.Top, edge.Bottom, edge.Left, edge.Right));
        enlarged?.Release();
        return seen;
    }

    // ---- Pictures -------------------------------------------------------------------------------------------------

    /// <summary>
    /// The largest value of each window (the first one on a tie) and its index within the plane (row·W + column),
    /// stored as a float: exact below 2²⁴ pixels a plane.
    /// </summary>
    public abstract void MaxPool(DeviceBuffer x, DeviceBuffer y, DeviceBuffer indices, in PoolShape shape);

    /// <summary>Picks what <see cref="MaxPool"/> picked, from another input: y[p, i] = x[p, indices[p, i]].</summary>
    public abstract void MaxPoolGather(DeviceBuffer x, DeviceBuffer indices, DeviceBuffer y, in PoolShape shape);

    /// <summary>
    /// The adjoint of <see cref="MaxPoolGather"/>: gx[p, indices[p, i]] += gy[p, i], zero elsewhere. Each index lies in
    /// its own window.
    /// </summary>
    public abstract void MaxPoolGradient(DeviceBuffer gy, DeviceBuffer indices, DeviceBuffer gx, in PoolShape shape);

    /// <summary>The mean of each window.</summary>
    public abstract void AveragePool(DeviceBuffer x, DeviceBuffer y, in PoolShape shape);

    /// <summary>The adjoint of <see cref="AveragePool"/>.</summary>
    public abstract void AveragePoolGradient(DeviceBuffer gy, DeviceBuffer gx, in PoolShape shape);

    /// <summary>Resamples planes to another size.</summary>
    public abstract void Resize(DeviceBuffer x, DeviceBuffer y, in ResizeShape shape);

    /// <summary>The adjoint of <see cref="Resize"/>.</summary>
    public abstract void ResizeGradient(DeviceBuffer gy, DeviceBuffer gx, in ResizeShape shape);

    /// <summary>Pads planes by reflection.</summary>
    public abstract void ReflectPad(DeviceBuffer x, DeviceBuffer y, in ReflectPadShape shape);

    /// <summary>The adjoint of <see cref="ReflectPad"/>: reflected gradients add up at their source.</summary>
    public abstract void ReflectPadGradient(DeviceBuffer gy, DeviceBuffer gx, in ReflectPadShape shape);

    // ---- Normalization (fused; both orders written by hand) ---------------------------------------------------------

    /// <summary>
    /// The statistics that <paramref name="kind"/> asks for, per sample and channel:
    /// mean μ and rstd = 1/√(σ² + ε), both [N, C] (equal over C where the layer's are taken),
    /// and choice [N], 1 for a sample normalized per instance and 0 for per layer.
    /// </summary>
    /// <remarks>
    /// <see cref="NormalizationKind.Selected"/> compares mean_{C,S} |x − μ_I|/(σ_I² + ε) with
    /// mean_{C,S} |x − μ_L|/(σ_L² + ε) (Eq. 7) and takes the instance on a tie.
    /// </remarks>
    public abstract void NormalizationStatistics(
        DeviceBuffer x,
        DeviceBuffer mean,
        DeviceBuffer rstd,
        DeviceBuffer choice,
        NormalizationKind kind,
        in NormalizationShape shape);

    /// <summary>y = LeakyReLU(γ_c·(x − μ)·rstd + β_c; slope); γ and β [C] are both given or both null (1 and 0). y may be x.</summary>
    public abstract void NormalizationApply(
        DeviceBuffer x,
        DeviceBuffer mean,
        DeviceBuffer rstd,
        DeviceBuffer? gamma,
        DeviceBuffer? beta,
        DeviceBuffer y,
        in NormalizationShape shape);

    /// <summary>The same, with <paramref name="residual"/> added at the end: a residual block's last pass. y may be x.</summary>
    public virtual void NormalizationApply(
        DeviceBuffer x,
        DeviceBuffer mean,
        DeviceBuffer rstd,
        DeviceBuffer? gamma,
        DeviceBuffer? beta,
        DeviceBuffer residual,
        DeviceBuffer y,
        in NormalizationShape shape)
    {
        Shape flat = new(shape.Batch, shape.Channels, shape.Spatial);
        DeviceBuffer normalized = Allocator.Rent(flat.Count);
        NormalizationApply(x, mean, rstd, gamma, beta, normalized, shape);
        Binary(BinaryOp.Add, normalized, residual, y, BroadcastPlan.Create(flat, flat), 0);
        normalized.Release();
    }

    /// <summary>
    /// The gradient of <see cref="NormalizationStatistics"/> followed by normalization, without a residual:
    /// with x̂ = (x − μ)·rstd, h = g·LeakyReLU′(γ·x̂ + β) and u = γ·h,
    /// gx = rstd·(u − mean(u) − x̂·mean(u·x̂)), the means over S or over C×S as chosen for the sample;
    /// gγ_c = Σ_{n,s} h·x̂ and gβ_c = Σ_{n,s} h where γ is given.
    /// </summary>
    public abstract void NormalizationBackward(
        DeviceBuffer g,
        DeviceBuffer x,
        DeviceBuffer mean,
        DeviceBuffer rstd,
        DeviceBuffer choice,
        DeviceBuffer? gamma,
        DeviceBuffer? beta,
        DeviceBuffer gx,
        DeviceBuffer? ggamma,
        DeviceBuffer? gbeta,
        in NormalizationShape shape);

    /// <summary>
    /// The derivative in x of ⟨v, B(g, x)⟩, where B(g, x) = rstd·(g − mean(g) − x̂·mean(g·x̂)) is the plain backward pass
    /// (no γ, β or slope). With c = mean(g·v), a = mean(g·x̂), b = mean(v·x̂):
    /// out = −rstd²·x̂·(c − mean(g)·mean(v) − a·b) − rstd·(a·B(v, x) + b·B(g, x)).
    /// </summary>
    /// <remarks>The derivative in g needs no primitive of its own: B is self-adjoint in g, so it is B(v, x).</remarks>
    public abstract void NormalizationDoubleBackward(
        DeviceBuffer v,
        DeviceBuffer g,
        DeviceBuffer x,
        DeviceBuffer mean,
        DeviceBuffer rstd,
        DeviceBuffer choice,
        DeviceBuffer gx,
        in NormalizationShape shape);

    // ---- Optimization -----------------------------------------------------------------------------------------------

    /// <summary>
    /// One Adam update in place: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − η·m̂/(√v̂ + ε) with bias-corrected m̂ and v̂.
    /// </summary>
    public abstract void Adam(DeviceBuffer w, DeviceBuffer g, DeviceBuffer m, DeviceBuffer v, in AdamStep step);

    /// <summary>Frees the device and all its cached memory.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the device holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Allocator.EmptyCache();
        }
    }
}
