using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Lowering;

/// <summary>Convolutions with what they do before and after the products as passes of its own.</summary>
internal static class ConvolutionLowering
{
    /// <summary>Takes one part off at a time; what is left goes to the device again, which may accept it then.</summary>
    public static void Execute(Device device, Conv2d o)
    {
        Epilogue e = o.Epilogue;
        if (o.Input.Prologue is not null)
        {
            Normalized(device, o.Input, o.Shape, input => device.ExecuteNow(o with { Input = input }));
        }
        else if (e.Statistics is { } statistics)
        {
            device.ExecuteNow(o with { Epilogue = e with { Statistics = null } });
            NormalizationShape shape = new(o.Shape.Batch, o.Shape.OutChannels, o.Shape.OutHeight * o.Shape.OutWidth);
            device.ExecuteNow(new NormalizationStatistics(o.Y, statistics, shape));
        }
        else if (e.Residual is { } residual)
        {
            device.ExecuteNow(o with { Epilogue = new Epilogue(e.Bias) });
            device.ExecuteNow(new Binary(BinaryOp.Add, o.Y, residual, o.Y, Flat(o.Y)));
            Activate(device, e.Activation, o.Y);
        }
        else if (o.Input.View is { } view)
        {
            Stored(device, o.Input.X, view, o.Shape, x => device.ExecuteNow(o with { Input = new ConvolutionInput(x) }));
        }
        else if (!e.Activation.IsNone)
        {
            device.ExecuteNow(o with { Epilogue = e with { Activation = Activation.None } });
            Activate(device, e.Activation, o.Y);
        }
        else
        {
            throw new NotSupportedException($"device '{device.Name}' cannot execute {o}");
        }
    }

    /// <summary>The gradient of the weights of such a convolution.</summary>
    public static void Execute(Device device, Conv2dWeightGradient o)
    {
        if (o.Input.Prologue is not null)
        {
            Normalized(device, o.Input, o.Shape, input => device.ExecuteNow(o with { Input = input }));
        }
        else
        {
            Stored(device, o.Input.X, o.Input.View!.Value, o.Shape, x => device.ExecuteNow(o with { Input = new ConvolutionInput(x) }));
        }
    }

    internal static void Activate(Device device, Activation activation, DeviceBuffer y)
    {
        if (activation.Op is { } op)
        {
            device.ExecuteNow(new Unary(op, y, y, activation.Parameter));
        }
    }

    internal static BroadcastPlan Flat(DeviceBuffer y)
    {
        Shape shape = new(checked((int)y.Length));
        return BroadcastPlan.Create(shape, shape);
    }

    private static void Normalized(Device device, in ConvolutionInput input, in Conv2dShape shape, Action<ConvolutionInput> use)
    {
        NormalizationPrologue p = input.Prologue!.Value;
        int spatial = input.View is { } view ? view.Height * view.Width : shape.InHeight * shape.InWidth;
        NormalizationShape sizes = new(shape.Batch, shape.InChannels, spatial);
        DeviceBuffer normalized = device.Allocator.Rent((long)sizes.Batch * sizes.Channels * spatial);
        device.ExecuteNow(new Normalize(input.X, p.Mean, p.Rstd, p.Gamma, p.Beta, null, normalized, sizes, p.Activation));
        use(new ConvolutionInput(normalized, input.View));
        normalized.Release();
    }

    /// <summary>Stores x as <paramref name="view"/> shows it.</summary>
    private static void Stored(Device device, DeviceBuffer x, in InputView view, in Conv2dShape shape, Action<DeviceBuffer> use)
    {
        int planes = shape.Batch * shape.InChannels;
        (int height, int width) = (view.UpsampledHeight, view.UpsampledWidth);
        DeviceBuffer source = x.Retain();
        if (view.Upsample > 1)
        {
            source = device.Allocator.Rent((long)planes * height * width);
            device.ExecuteNow(new Resize(x, source, new ResizeShape(planes, view.Height, view.Width, height, width, ResizeMode.Nearest)));
            x.Release();
        }

        if (view.HasBorder)
        {
            DeviceBuffer padded = device.Allocator.Rent((long)planes * shape.InHeight * shape.InWidth);
            device.ExecuteNow(new ReflectPad(
                source, padded, new ReflectPadShape(planes, height, width, view.Top, view.Bottom, view.Left, view.Right)));
            source.Release();
            source = padded;
        }

        use(source);
        source.Release();
    }
}
