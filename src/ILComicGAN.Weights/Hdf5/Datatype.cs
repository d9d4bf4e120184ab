namespace ILComicGAN.Weights.Hdf5;

/// <summary>HDF5's description of a number, where it is one that weights are made of.</summary>
internal static class Datatype
{
    public static (WeightType? Type, bool BigEndian) Read(Hdf5Cursor cursor)
    {
        byte kind = cursor.U8();
        byte bits = cursor.U8();
        cursor.Skip(2);
        long size = cursor.U32();
        return (kind & 0xF) switch
        {
            0 => (Integer(cursor, size, signed: (bits & 8) != 0), (bits & 1) != 0),
            1 => (Float(cursor, size), (bits & 1) != 0),
            _ => (null, false),
        };
    }

    private static WeightType? Integer(Hdf5Cursor cursor, long size, bool signed)
    {
        int offset = cursor.U16();
        int precision = cursor.U16();
        return offset != 0 || precision != 8 * size ? null : (size, signed) switch
        {
            (1, true) => WeightType.Int8,
            (1, false) => WeightType.UInt8,
            (2, true) => WeightType.Int16,
            (2, false) => WeightType.UInt16,
            (4, true) => WeightType.Int32,
            (4, false) => WeightType.UInt32,
            (8, true) => WeightType.Int64,
            (8, false) => WeightType.UInt64,
            _ => null,
        };
    }

    private static WeightType? Float(Hdf5Cursor cursor, long size)
    {
        cursor.Skip(4);
        _ = cursor.U8();
        int exponent = cursor.U8();
        _ = cursor.U8();
        int mantissa = cursor.U8();
        return (size, exponent, mantissa) switch
        {
            (2, 5, 10) => WeightType.Float16,
            (2, 8, 7) => WeightType.BFloat16,
            (4, 8, 23) => WeightType.Float32,
            (8, 11, 52) => WeightType.Float64,
            _ => null,
        };
    }
}
