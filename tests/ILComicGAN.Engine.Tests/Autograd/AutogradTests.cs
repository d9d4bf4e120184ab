using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Tests.Autograd;

public sealed class AutogradTests
{
    private static readonly float[] s_values = [1f, -2f, 3f];

    private CpuDevice _device = null!;

    [SetUp]
    public void Open() => _device = CpuDevice.Create(threads: 1);

    [TearDown]
    public void Close()
    {
        MemoryStatistics memory = _device.Allocator.Statistics;
        _device.Dispose();
        Assert.That(memory.InUse, Is.Zero, "every test frees what it made");
        Assert.That(memory.Buffers, Is.Zero);
    }

    [Test]
    public void GradientsOfSeveralUsesAddUp()
    {
        using Parameter x = New();
        using TensorScope scope = new();
        Gradients.Backward(Functional.Sum((x * x) + (x * 3)));
        Assert.That(x.Gradient!.ToArray(), Is.EqualTo(new[] { 5f, -1f, 9f }));
        Gradients.Backward(Functional.Sum(x * 1));
        Assert.That(x.Gradient!.ToArray(), Is.EqualTo(new[] { 6f, 0f, 10f }));
    }

    [Test]
    public void FrozenParametersGetNoneAndPassThrough()
    {
        using Parameter x = New();
        using Parameter frozen = New();
        frozen.IsFrozen = true;
        using TensorScope scope = new();
        Gradients.Backward(Functional.Sum(x * frozen));
        Assert.That(frozen.Gradient, Is.Null);
        Assert.That(x.Gradient!.ToArray(), Is.EqualTo(s_values));
        frozen.IsFrozen = false;
        Gradients.Backward(Functional.Sum(x * frozen));
        Assert.That(frozen.Gradient!.ToArray(), Is.EqualTo(s_values));
    }

    [Test]
    public void AUsedGraphIsFreedAndSaysSo()
    {
        using Parameter x = New();
        using TensorScope scope = new();
        Tensor y = Functional.Sum(x * x);
        Gradients.Backward(y);
        Assert.That(() => Gradients.Backward(y), Throws.InvalidOperationException.With.Message.Contains("already used"));
        Tensor z = Functional.Sum(x * x);
        Tensor first = Gradients.Of(z, [x], retainGraph: true)[0];
        Tensor second = Gradients.Of(z, [x])[0];
        Assert.That(second.ToArray(), Is.EqualTo(first.ToArray()));
    }

    [Test]
    public void DetachedAndPausedValuesAreConstants()
    {
        using Parameter x = New();
        using TensorScope scope = new();
        Assert.That((x * x).Detach().RequiresGradient, Is.False);
        using (GradientRecording.Pause())
        {
            Assert.That((x * x).RequiresGradient, Is.False);
        }

        Assert.That((x * x).RequiresGradient, Is.True);
        Assert.That(() => Gradients.Backward(Functional.Sum(x.Detach())), Throws.InvalidOperationException);
        Assert.That(() => Gradients.Backward(x * x), Throws.InvalidOperationException.With.Message.Contains("seed"));
    }

    [Test]
    public void RecordingNeedsAScope()
    {
        using Parameter x = New();
        Assert.That(
            () =>
            {
                using Tensor y = x * 2;
            },
            Throws.InvalidOperationException.With.Message.Contains("TensorScope"));
    }

    [Test]
    public void UnreachedInputsGetZeros()
    {
        using Parameter x = New();
        using Parameter other = New();
        using TensorScope scope = new();
        Tensor[] gradients = Gradients.Of(Functional.Sum(x * x), [x, other]);
        Assert.That(gradients[1].ToArray(), Is.EqualTo(new float[3]));
    }

    [Test]
    public void KeptTensorsOutliveTheirScope()
    {
        using Parameter x = New();
        Tensor kept;
        using (TensorScope scope = new())
        {
            kept = scope.Keep(x * x);
        }

        Assert.That(kept.RequiresGradient, Is.False);
        Assert.That(kept.ToArray(), Is.EqualTo(new[] { 1f, 4f, 9f }));
        kept.Dispose();
        using TensorScope outer = new();
        Tensor y;
        using (TensorScope inner = new(passGraphOn: true))
        {
            y = inner.Keep(x * x);
        }

        Gradients.Backward(Functional.Sum(y));
        Assert.That(x.Gradient!.ToArray(), Is.EqualTo(new[] { 2f, -4f, 6f }));
    }

    [Test]
    public void ScopesCloseInnermostFirst()
    {
        TensorScope outer = new();
        TensorScope inner = new();
        Assert.That(outer.Dispose, Throws.InvalidOperationException);
        inner.Dispose();
        outer.Dispose();
    }

    [Test]
    public void BackwardFreesWhatItConsumed()
    {
        using Parameter x = new(_device, new Shape(1000), new float[1000]);
        using TensorScope scope = new();
        Tensor y;
        using (TensorScope layers = new(passGraphOn: true))
        {
            Tensor h = x;
            for (int i = 0; i < 50; i++)
            {
                h = Functional.Tanh(h);
            }

            y = layers.Keep(Functional.Sum(h));
        }

        long before = _device.Allocator.Statistics.InUse;
        Assert.That(before, Is.GreaterThan(50 * 4000));
        _device.Allocator.ResetPeak();
        Gradients.Backward(y);
        Assert.That(_device.Allocator.Statistics.InUse, Is.LessThan(3 * 4000), "only the parameter and its gradient are left");
        Assert.That(_device.Allocator.Statistics.Peak, Is.LessThan(before + (8 * 4000)), "gradients come and go");
    }

    private Parameter New() => new(_device, new Shape(3), s_values);
}
