using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Lowering;

/// <summary>Blended statistics by element-wise operations on vectors.</summary>
internal static class BlendLowering
{
    /// <summary>Executes one operation after the other; what lies between them is freed at the end.</summary>
    public static void Execute(Device device, BlendStatistics o)
    {
        Steps s = new(device, o.Batch, o.Channels);
        DeviceBuffer layerMean = s.MeanOverChannels(o.Mean);
        DeviceBuffer apart = s.Apply(BinaryOp.Subtract, o.Mean, s.Rows, layerMean, s.Samples);
        DeviceBuffer variance = s.Apply(UnaryOp.Reciprocal, s.Apply(BinaryOp.Multiply, o.Rstd, s.Rows, o.Rstd, s.Rows));
        DeviceBuffer spread = s.Apply(BinaryOp.Add, variance, s.Rows, s.Apply(BinaryOp.Multiply, apart, s.Rows, apart, s.Rows), s.Rows);
        DeviceBuffer layerRstd = s.Apply(UnaryOp.Reciprocal, s.Apply(UnaryOp.Sqrt, s.MeanOverChannels(spread)));
        DeviceBuffer ofInstance = s.Apply(BinaryOp.Multiply, o.Share, s.Shares, o.Rstd, s.Rows);
        DeviceBuffer rest = s.Apply(UnaryOp.Affine, s.Apply(UnaryOp.Affine, o.Share, -1, 0), 1, 1);
        DeviceBuffer ofLayer = s.Apply(BinaryOp.Multiply, rest, s.Shares, layerRstd, s.Samples);
        s.Apply(BinaryOp.Add, ofInstance, s.Rows, ofLayer, s.Rows, o.Scale);
        DeviceBuffer weighted = s.Apply(
            BinaryOp.Add,
            s.Apply(BinaryOp.Multiply, ofInstance, s.Rows, o.Mean, s.Rows),
            s.Rows,
            s.Apply(BinaryOp.Multiply, ofLayer, s.Rows, layerMean, s.Samples),
            s.Rows);
        s.Apply(BinaryOp.Divide, weighted, s.Rows, o.Scale, s.Rows, o.BlendedMean);
        s.Free();
    }

    private sealed class Steps(Device device, int batch, int channels)
    {
        private readonly List<DeviceBuffer> _made = [];

        public Shape Rows { get; } = new(batch, channels);

        public Shape Samples { get; } = new(batch, 1);

        public Shape Shares { get; } = new(1, channels);

        public DeviceBuffer Apply(BinaryOp op, DeviceBuffer a, Shape aShape, DeviceBuffer b, Shape bShape, DeviceBuffer? y = null)
        {
            y ??= Make(Shape.Broadcast(aShape, bShape).Count);
            device.ExecuteNow(new Binary(op, a, b, y, BroadcastPlan.Create(aShape, bShape)));
            return y;
        }

        public DeviceBuffer Apply(UnaryOp op, DeviceBuffer x, double p0 = 0, double p1 = 0)
        {
            DeviceBuffer y = Make(x.Length);
            device.ExecuteNow(new Unary(op, x, y, p0, p1));
            return y;
        }

        public DeviceBuffer MeanOverChannels(DeviceBuffer x)
        {
            DeviceBuffer sum = Make(batch);
            device.ExecuteNow(new Sum(x, sum, batch, channels, 1));
            return Apply(UnaryOp.Affine, sum, 1.0 / channels);
        }

        public void Free() => _made.ForEach(buffer => buffer.Release());

        private DeviceBuffer Make(long length)
        {
            DeviceBuffer buffer = device.Allocator.Rent(length);
            _made.Add(buffer);
            return buffer;
        }
    }
}
